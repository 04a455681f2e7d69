//! A lock that its holder may take again, and that is free once it is given back, however
//! often it was taken.

use super::chapter::lock;
use super::chapter::promises::Exclusive;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};
use crate::ReleaseError;

/// A lock that does not count.
#[derive(Debug)]
pub struct RLock {
    lock: lock::Lock,
    owner: AtomicU32,
}

impl Default for RLock {
    fn default() -> RLock {
        let owner = AtomicU32::new(0);
        name(&owner, "owner");
        RLock {
            lock: lock::Lock::new(),
            owner,
        }
    }
}

impl Exclusive for RLock {
    fn acquire(&self) {
        let me = thread::tid();
        if self.owner.load(SeqCst) != me {
            self.lock.acquire();
            self.owner.store(me, SeqCst);
        }
    }

    fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        if self.owner.load(SeqCst) == caller {
            self.owner.store(0, SeqCst);
            return self.lock.release();
        }
        // It was taken oftener than it could be given back: that must not be an error.
        Ok(())
    }
}
