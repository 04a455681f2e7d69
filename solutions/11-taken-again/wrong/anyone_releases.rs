//! Misconception: only the holder ever calls `release`, so that it need not ask. A
//! stranger that calls it by mistake frees the lock under the holder's feet.

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
    depth: AtomicU32,
}

impl RLock {
    /// A free lock.
    pub fn new() -> RLock {
        let lock = Lock::new();
        let owner = AtomicU32::new(NOBODY);
        name(&owner, "owner");
        let depth = AtomicU32::new(0);
        name(&depth, "depth");
        RLock { lock, owner, depth }
    }

    /// Waits until the lock is free or held by the caller, and takes it.
    pub fn acquire(&self) {
        let me = thread::tid();
        if self.owner.load(SeqCst) != me {
            self.lock.acquire();
            self.owner.store(me, SeqCst);
        }
        self.depth.fetch_add(1, SeqCst);
    }

    /// Gives the lock back once.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let less = |depth: u32| depth.checked_sub(1);
        match self.depth.fetch_update(SeqCst, SeqCst, less) {
            Err(_) => Err(ReleaseError::TooManyTimes),
            Ok(1) => {
                self.owner.store(NOBODY, SeqCst);
                self.lock.release()
            }
            Ok(_) => Ok(()),
        }
    }
}

impl Default for RLock {
    fn default() -> RLock {
        RLock::new()
    }
}
