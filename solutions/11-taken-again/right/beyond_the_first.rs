//! The count starts beyond the first time: it says how often the lock was taken
//! again. So it is 0 whenever the lock is given back for good.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};

/// No thread has this number.
const NOBODY: u32 = 0;

/// A recursive lock.
#[derive(Debug)]
pub struct RLock {
    lock: Lock,
    owner: AtomicU32,
    again: AtomicU32,
}

impl RLock {
    /// A free lock.
    pub fn new() -> RLock {
        let lock = Lock::new();
        let owner = AtomicU32::new(NOBODY);
        name(&owner, "owner");
        let again = AtomicU32::new(0);
        name(&again, "again");
        RLock { lock, owner, again }
    }

    /// Waits until the lock is free or held by the caller, and takes it.
    pub fn acquire(&self) {
        let me = thread::tid();
        if self.owner.load(SeqCst) == me {
            self.again.fetch_add(1, SeqCst);
        } else {
            self.lock.acquire();
            self.owner.store(me, SeqCst);
        }
    }

    /// Gives the lock back once.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        if self.owner.load(SeqCst) != caller {
            return Err(ReleaseError::NotOwner { caller });
        }
        if self.again.load(SeqCst) > 0 {
            self.again.fetch_sub(1, SeqCst);
            return Ok(());
        }
        self.owner.store(NOBODY, SeqCst);
        self.lock.release()
    }
}

impl Default for RLock {
    fn default() -> RLock {
        RLock::new()
    }
}
