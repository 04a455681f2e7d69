//! Workers that move coins when an order comes, and the end of their pool.
//!
//! A worker may wait for an order that never comes. So the pool cannot wait until its workers
//! are done: it terminates them. Yet there is a schedule in which nobody can use the accounts
//! afterwards.

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
pub fn end(pool: Pool<()>, _lock: &Lock) {
    // TODO(you): leave the accounts whole, and their lock free.
    pool.terminate();
    pool.join();
}
