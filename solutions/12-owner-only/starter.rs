//! A lock that tells who misuses it: to give back what one does not hold is an error.
//!
//! It looks whether the lock is held. Yet a process can give it back by mistake, while
//! another holds it, and nobody notices.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::thread;

/// A lock that only its holder gives back.
#[derive(Debug)]
pub struct OwnedLock {
    lock: Lock,
}

impl OwnedLock {
    /// A free lock.
    pub fn new() -> OwnedLock {
        let lock = Lock::new();
        OwnedLock { lock }
    }

    /// Waits until the lock is free, and takes it.
    pub fn acquire(&self) {
        self.lock.acquire();
    }

    // TODO(you): refuse everybody but the holder.

    /// Gives the lock back.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        if !self.lock.is_held() {
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
