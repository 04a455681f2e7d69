//! A semaphore with one permit in place of the lock: it need not know who holds it,
//! for that is written beside it.

use recursive_lock::ReleaseError;

use super::locks::bounded_semaphore::BoundedSemaphore;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};

/// No thread has this number.
const NOBODY: u32 = 0;

/// A recursive lock.
#[derive(Debug)]
pub struct RLock {
    permit: BoundedSemaphore,
    owner: AtomicU32,
    depth: AtomicU32,
}

impl RLock {
    /// A free lock.
    ///
    /// # Panics
    ///
    /// Never: one permit is not too many.
    pub fn new() -> RLock {
        let permit = BoundedSemaphore::new(1).expect("one is not too many");
        let owner = AtomicU32::new(NOBODY);
        name(&owner, "owner");
        let depth = AtomicU32::new(0);
        name(&depth, "depth");
        RLock {
            permit,
            owner,
            depth,
        }
    }

    /// Waits until the lock is free or held by the caller, and takes it.
    pub fn acquire(&self) {
        let me = thread::tid();
        if self.owner.load(SeqCst) != me {
            self.permit.acquire();
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
        let caller = thread::tid();
        if self.owner.load(SeqCst) != caller {
            return Err(ReleaseError::NotOwner { caller });
        }
        if self.depth.fetch_sub(1, SeqCst) > 1 {
            return Ok(());
        }
        self.owner.store(NOBODY, SeqCst);
        self.permit.release()
    }
}

impl Default for RLock {
    fn default() -> RLock {
        RLock::new()
    }
}
