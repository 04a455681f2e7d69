//! Ending a pool whose workers count under a lock.
//!
//! The lock is taken and given back without a guard: a process that is killed drops
//! nothing.

use super::killing::{Killed, Life, Pool};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::Arc;
use super::synchronized::raw_value::RawValue;
use super::workers::Tasks;

/// How many tasks are done, and the lock for it.
#[derive(Debug)]
pub struct Counter {
    lock: Lock,
    done: RawValue<u32>,
}

impl Counter {
    /// Gives the lock back, as its holder.
    fn release(&self) {
        self.lock.release().expect("this process holds the lock");
    }
}

// ANCHOR: counts
/// Counts a task, and may be killed at any point.
///
/// # Errors
///
/// If it was killed.
pub fn counts(life: &mut Life, counter: &Counter) -> Result<(), Killed> {
    life.acquire(&counter.lock)?;
    let done = counter.done.get();
    life.goes_on()?;
    counter.done.set(done + 1);
    life.goes_on()?;
    counter.release();
    life.goes_on()
}
// ANCHOR_END: counts

// ANCHOR: holds_back
/// Counts a task, and holds the signal back as long as it has the lock.
///
/// # Errors
///
/// If it was killed.
pub fn holds_back(life: &mut Life, counter: &Counter) -> Result<(), Killed> {
    life.hold_back();
    counter.lock.acquire();
    counter.done.set(counter.done.get() + 1);
    counter.release();
    life.let_through()
}
// ANCHOR_END: holds_back

// ANCHOR: holds_back_late
/// Takes the lock, and holds the signal back then.
///
/// # Errors
///
/// If it was killed.
pub fn holds_back_late(life: &mut Life, counter: &Counter) -> Result<(), Killed> {
    life.acquire(&counter.lock)?;
    life.hold_back();
    counter.done.set(counter.done.get() + 1);
    counter.release();
    life.let_through()
}
// ANCHOR_END: holds_back_late

/// What a worker does with one task.
pub type Job = fn(&mut Life, &Counter) -> Result<(), Killed>;

// ANCHOR: parents
/// Ends the pool at once.
pub fn terminates(pool: &Pool<()>) {
    pool.terminate();
}

/// Ends the pool between two tasks.
pub fn stops(pool: &Pool<()>) {
    pool.stop();
}

/// Ends a pool in this way, and reads then how many tasks were counted, and how many were
/// reported as done.
pub fn end(workers: usize, tasks: usize, job: Job, ends: fn(&Pool<()>)) -> (u32, usize) {
    let counter = Arc::new(Counter {
        lock: Lock::new(),
        done: RawValue::new(0).named("done"),
    });
    let tasks = Tasks::new(tasks);
    let pool = Pool::start(workers, &tasks, &counter, move |life, counter, _| {
        job(life, counter)
    });
    ends(&pool);
    let reported = pool.join().len();
    let _guard = hold(&counter.lock);
    (counter.done.get(), reported)
}
// ANCHOR_END: parents
