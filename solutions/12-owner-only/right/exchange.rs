//! To look at the owner and to wipe it out is one step. It need not be one, but it may.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};

/// No thread has this number.
const NOBODY: u32 = 0;

/// A lock that only its holder gives back.
#[derive(Debug)]
pub struct OwnedLock {
    lock: Lock,
    owner: AtomicU32,
}

impl OwnedLock {
    /// A free lock.
    pub fn new() -> OwnedLock {
        let lock = Lock::new();
        let owner = AtomicU32::new(NOBODY);
        name(&owner, "owner");
        OwnedLock { lock, owner }
    }

    /// Waits until the lock is free, and takes it.
    pub fn acquire(&self) {
        self.lock.acquire();
        self.owner.store(thread::tid(), SeqCst);
    }

    /// Gives the lock back.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        let mine = self.owner.compare_exchange(caller, NOBODY, SeqCst, SeqCst);
        if mine.is_err() {
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
