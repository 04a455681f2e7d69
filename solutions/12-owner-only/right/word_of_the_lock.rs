//! One word is the lock and its owner: 0, or the number of the thread that holds it. To
//! take it and to write the number is one step; so is to look and to free it.

use recursive_lock::ReleaseError;

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
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
        while let Err(other) = self.holder.compare_exchange(NOBODY, me, SeqCst, SeqCst) {
            futex::wait(&self.holder, other);
        }
    }

    /// Gives the lock back.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        let mine = self.holder.compare_exchange(caller, NOBODY, SeqCst, SeqCst);
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
