//! Misconception: when the signal is sent, the workers have ended. One that holds it back is
//! still at its transfer, or begins one.

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
    transfer(life)?;
    life.let_through()
}

/// Ends the pool. When this returns, its workers have ended, and the lock of the accounts
/// is free.
pub fn end(pool: Pool<()>, _lock: &Lock) {
    pool.terminate();
}
