//! Workers that take tasks in order: a pool, as a model.

use super::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

// ANCHOR: tasks
/// A list of tasks that several workers take from. A clone is the same list.
#[derive(Clone, Debug)]
pub struct Tasks(Arc<List>);

#[derive(Debug)]
struct List {
    next: AtomicUsize,
    count: usize,
    /// How many tasks are finished.
    finished: AtomicUsize,
}

impl Tasks {
    /// Tasks with the numbers from 0 on, so many of them.
    #[must_use]
    pub fn new(count: usize) -> Tasks {
        let list = List {
            next: AtomicUsize::new(0),
            count,
            finished: AtomicUsize::new(0),
        };
        name(&list.next, "next");
        name(&list.finished, "finished");
        Tasks(Arc::new(list))
    }

    /// Takes the first task that is left, if there is one. It is one step.
    #[must_use]
    #[track_caller]
    pub fn take(&self) -> Option<usize> {
        let task = self.0.next.fetch_add(1, SeqCst);
        (task < self.0.count).then_some(task)
    }

    // ANCHOR: stop
    /// Hands out no more tasks. Those that were taken are finished. It is one step.
    #[track_caller]
    pub fn stop(&self) {
        self.0.next.store(self.0.count, SeqCst);
    }
    // ANCHOR_END: stop
}
// ANCHOR_END: tasks

// ANCHOR: map
/// Lets so many workers do the tasks of a list, each one task at a time. Returns what the
/// job returned of each task that was done, in the order of the list.
///
/// # Panics
///
/// If a worker panics.
pub fn map<S, R>(
    workers: usize,
    tasks: &Tasks,
    shared: &Arc<S>,
    job: impl Fn(&S, usize) -> R + Clone + Send + 'static,
) -> Vec<(usize, R)>
where
    S: Send + Sync + 'static,
    R: Send + 'static,
{
    let started: Vec<_> = (0..workers)
        .map(|_| {
            let (tasks, shared, job) = (tasks.clone(), Arc::clone(shared), job.clone());
            thread::spawn(move || {
                let mut done = Vec::new();
                while let Some(task) = tasks.take() {
                    done.push((task, job(&shared, task)));
                }
                done
            })
        })
        .collect();
    let done = started
        .into_iter()
        .flat_map(|worker| worker.join().unwrap());
    let mut done: Vec<(usize, R)> = done.collect();
    done.sort_by_key(|(task, _)| *task);
    done
}
// ANCHOR_END: map

// ANCHOR: unordered
/// As [`map`], but returns what is done in the order in which it was finished.
///
/// # Panics
///
/// If a worker panics.
pub fn map_unordered<S, R>(
    workers: usize,
    tasks: &Tasks,
    shared: &Arc<S>,
    job: impl Fn(&S, usize) -> R + Clone + Send + 'static,
) -> Vec<(usize, R)>
where
    S: Send + Sync + 'static,
    R: Send + 'static,
{
    let list = tasks.clone();
    let numbered = map(workers, tasks, shared, move |shared: &S, task| {
        let result = job(shared, task);
        (list.0.finished.fetch_add(1, SeqCst), result)
    });
    let mut done: Vec<_> = numbered
        .into_iter()
        .map(|(task, (place, result))| (place, task, result))
        .collect();
    done.sort_by_key(|(place, ..)| *place);
    done.into_iter()
        .map(|(_, task, result)| (task, result))
        .collect()
}
// ANCHOR_END: unordered
