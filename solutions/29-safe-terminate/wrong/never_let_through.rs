//! Misconception: hold the signal back, and the worker is safe. It is never let through
//! again, and the worker waits for its next order for ever.

use super::locks::lock::Lock;
use super::pool::killing::{Killed, Life, Pool};

/// A part of a task. It ends early if the worker is killed.
pub type Part<'a> = &'a dyn Fn(&Life) -> Result<(), Killed>;

/// What a worker does with a task: it waits for an order, which may never come, and moves
/// a coin under the lock.
///
/// # Errors
///
/// If it was killed.
pub fn work(life: &mut Life, wait: Part<'_>, transfer: Part<'_>) -> Result<(), Killed> {
    wait(life)?;
    life.hold_back();
    transfer(life)
}

/// Ends the pool. When this returns, its workers have ended, and the lock of the accounts
/// is free.
pub fn end(pool: Pool<()>, _lock: &Lock) {
    pool.terminate();
    pool.join();
}
