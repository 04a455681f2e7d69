//! Misconception: a free lock means that nobody is in a transfer. It was free when it was
//! looked at.

use super::locks::lock::Lock;
use super::pool::killing::{Killed, Life, Pool};
use super::sync::hint;

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
    while lock.is_held() {
        hint::spin_loop();
    }
    pool.terminate();
    pool.join();
}
