//! A lock that knows its holder: a plain lock, and beside it the number of the thread
//! that holds it.
//!
//! Only the holder writes its number there, and wipes it out before the lock is free. So
//! who reads its own number is the holder.

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
        if self.owner.load(SeqCst) != caller {
            return Err(ReleaseError::NotOwner { caller });
        }
        self.owner.store(NOBODY, SeqCst);
        self.lock.release()
    }
}

impl Default for OwnedLock {
    fn default() -> OwnedLock {
        OwnedLock::new()
    }
}
