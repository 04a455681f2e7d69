//! Misconception: the handle remembers that it was used to take the lock. Strangers have
//! the same handle.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicBool, Ordering::SeqCst};
use super::sync::{name, thread};

/// A lock that only its holder gives back.
#[derive(Debug)]
pub struct OwnedLock {
    lock: Lock,
    taken: AtomicBool,
}

impl OwnedLock {
    /// A free lock.
    pub fn new() -> OwnedLock {
        let lock = Lock::new();
        let taken = AtomicBool::new(false);
        name(&taken, "taken");
        OwnedLock { lock, taken }
    }

    /// Waits until the lock is free, and takes it.
    pub fn acquire(&self) {
        self.lock.acquire();
        self.taken.store(true, SeqCst);
    }

    /// Gives the lock back.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        if !self.taken.swap(false, SeqCst) {
            return Err(ReleaseError::NotOwner { caller });
        }
        self.lock.release()
    }
}

impl Default for OwnedLock {
    fn default() -> OwnedLock {
        OwnedLock::new()
    }
}
