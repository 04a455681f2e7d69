//! Misconception: it is enough to hold the lock when the signal is sent. It arrives later,
//! when a worker may have taken the lock.

use super::locks::guard::hold;
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
    transfer(life)
}

/// Ends the pool. When this returns, its workers have ended, and the lock of the accounts
/// is free.
pub fn end(pool: Pool<()>, lock: &Lock) {
    {
        let _guard = hold(lock);
        pool.terminate();
    }
    pool.join();
}
