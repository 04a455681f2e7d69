//! A pool whose workers may be killed, as a model.
//!
//! A process that is killed takes no further step. It gives nothing back and says nothing.
//! In the model it learns of it in [`Life::goes_on`], which a program calls between any two
//! of its steps: so the explorer sees it die at each of these points.

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicBool, Ordering::SeqCst};
use super::sync::{Arc, hint, name, thread};
use super::workers::Tasks;

/// The process was killed. It returns at once, and gives back nothing: so it must hold no
/// guard, which would give its lock back when it is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Killed;

// ANCHOR: life
/// What a process knows of its own end.
#[derive(Debug)]
pub struct Life {
    killed: Arc<AtomicBool>,
    holds_back: bool,
}

impl Life {
    /// Ends the process here if it was killed.
    ///
    /// # Errors
    ///
    /// If it was killed, and does not hold the signal back.
    #[track_caller]
    pub fn goes_on(&self) -> Result<(), Killed> {
        if !self.holds_back && self.killed.load(SeqCst) {
            return Err(Killed);
        }
        Ok(())
    }

    /// From now on the signal waits. It is a matter of this process alone, and no step.
    pub fn hold_back(&mut self) {
        self.holds_back = true;
    }

    /// From now on the signal gets through, also one that has waited.
    ///
    /// # Errors
    ///
    /// If the process was killed meanwhile.
    #[track_caller]
    pub fn let_through(&mut self) -> Result<(), Killed> {
        self.holds_back = false;
        self.goes_on()
    }
}
// ANCHOR_END: life

impl Life {
    /// Takes a lock. Who is killed while it waits does not get it.
    ///
    /// # Errors
    ///
    /// If the process was killed: before it had the lock, or with the lock in its hands.
    #[track_caller]
    pub fn acquire(&self, lock: &Lock) -> Result<(), Killed> {
        while !lock.try_acquire() {
            hint::spin_loop();
            self.goes_on()?;
        }
        self.goes_on()
    }
}

// ANCHOR: pool
/// A pool at work.
#[derive(Debug)]
pub struct Pool<R: 'static> {
    tasks: Tasks,
    workers: Vec<Worker<R>>,
}

#[derive(Debug)]
struct Worker<R: 'static> {
    killed: Arc<AtomicBool>,
    process: thread::JoinHandle<Vec<(usize, R)>>,
}

impl<R: Send + 'static> Pool<R> {
    /// Hands out no more tasks.
    #[track_caller]
    pub fn stop(&self) {
        self.tasks.stop();
    }

    /// Kills the workers, whatever they do just now.
    #[track_caller]
    pub fn terminate(&self) {
        for worker in &self.workers {
            worker.killed.store(true, SeqCst);
        }
    }

    /// Waits for the workers to end. Returns what they had finished, in the order of the
    /// list.
    ///
    /// # Panics
    ///
    /// If a worker panicked.
    #[track_caller]
    pub fn join(self) -> Vec<(usize, R)> {
        let workers = self.workers.into_iter();
        let done = workers.flat_map(|worker| worker.process.join().unwrap());
        let mut done: Vec<(usize, R)> = done.collect();
        done.sort_by_key(|(task, _)| *task);
        done
    }
}
// ANCHOR_END: pool

impl<R: Send + 'static> Pool<R> {
    /// Starts so many workers, which do the tasks of a list.
    #[track_caller]
    pub fn start<S: Send + Sync + 'static>(
        workers: usize,
        tasks: &Tasks,
        shared: &Arc<S>,
        job: impl Fn(&mut Life, &S, usize) -> Result<R, Killed> + Clone + Send + 'static,
    ) -> Pool<R> {
        let workers = (0..workers).map(|_| {
            let killed = Arc::new(AtomicBool::new(false));
            name(&*killed, "killed");
            let mut life = Life {
                killed: Arc::clone(&killed),
                holds_back: false,
            };
            let (tasks, shared, job) = (tasks.clone(), Arc::clone(shared), job.clone());
            let process = thread::spawn(move || {
                let mut done = Vec::new();
                // Why it ends makes no difference to what it has done.
                let _: Result<(), Killed> = work(&mut life, &tasks, |life, task| {
                    done.push((task, job(life, &shared, task)?));
                    Ok(())
                });
                done
            });
            Worker { killed, process }
        });
        Pool {
            tasks: tasks.clone(),
            workers: workers.collect(),
        }
    }
}

/// The life of a worker: it may end before each task, and in the middle of one.
fn work(
    life: &mut Life,
    tasks: &Tasks,
    mut job: impl FnMut(&mut Life, usize) -> Result<(), Killed>,
) -> Result<(), Killed> {
    loop {
        life.goes_on()?;
        let Some(task) = tasks.take() else {
            return Ok(());
        };
        life.goes_on()?;
        job(life, task)?;
    }
}
