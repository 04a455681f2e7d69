//! Misconception: the word needs no order of its own, as each step is one step. It
//! keeps the others out, but the next holder need not see what the last one wrote.

use recursive_lock::ReleaseError;

use super::sync::atomic::{AtomicU32, Ordering::Relaxed};
use super::sync::{futex, name, thread};

/// No thread has this number.
const NOBODY: u32 = 0;

/// A lock that only its holder gives back.
#[derive(Debug)]
pub struct OwnedLock {
    holder: AtomicU32,
}

impl OwnedLock {
    /// A free lock.
    pub fn new() -> OwnedLock {
        let holder = AtomicU32::new(NOBODY);
        name(&holder, "holder");
        OwnedLock { holder }
    }

    /// Waits until the lock is free, and takes it.
    pub fn acquire(&self) {
        let me = thread::tid();
        while let Err(other) = self.try_acquire(me) {
            futex::wait(&self.holder, other);
        }
    }

    /// Takes the lock if it is free. If not, says who has it.
    fn try_acquire(&self, me: u32) -> Result<u32, u32> {
        let holder = &self.holder;
        holder.compare_exchange(NOBODY, me, Relaxed, Relaxed)
    }

    /// Gives the lock back.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        let mine = self
            .holder
            .compare_exchange(caller, NOBODY, Relaxed, Relaxed);
        if mine.is_err() {
            return Err(ReleaseError::NotOwner { caller });
        }
        futex::wake(&self.holder, 1);
        Ok(())
    }
}

impl Default for OwnedLock {
    fn default() -> OwnedLock {
        OwnedLock::new()
    }
}
