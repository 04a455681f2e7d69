//! The recursive lock of chapter 3 knows its holder, and refuses everybody else.

use recursive_lock::ReleaseError;

use super::locks::rlock::RLock;

/// A lock that only its holder gives back.
#[derive(Debug)]
pub struct OwnedLock {
    lock: RLock,
}

impl OwnedLock {
    /// A free lock.
    pub fn new() -> OwnedLock {
        let lock = RLock::new();
        OwnedLock { lock }
    }

    /// Waits until the lock is free, and takes it.
    pub fn acquire(&self) {
        self.lock.acquire();
    }

    /// Gives the lock back.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        self.lock.release()
    }
}

impl Default for OwnedLock {
    fn default() -> OwnedLock {
        OwnedLock::new()
    }
}
