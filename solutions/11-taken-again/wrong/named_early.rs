//! Misconception: first write down who takes the lock, then take it. Who has to wait
//! has written its number over the holder's.

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
        if self.owner.swap(me, SeqCst) != me {
            self.lock.acquire();
        }
        self.depth.fetch_add(1, SeqCst);
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
        if self.depth.fetch_sub(1, SeqCst) > 1 {
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
