//! A lock that knows its holder, and makes it wait for itself.

use super::chapter::lock;
use super::chapter::promises::Exclusive;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};
use crate::ReleaseError;

/// A lock that only its holder can give back.
#[derive(Debug)]
pub struct Lock {
    lock: lock::Lock,
    owner: AtomicU32,
}

impl Default for Lock {
    fn default() -> Lock {
        let owner = AtomicU32::new(0);
        name(&owner, "owner");
        Lock {
            lock: lock::Lock::new(),
            owner,
        }
    }
}

impl Exclusive for Lock {
    fn acquire(&self) {
        self.lock.acquire();
        self.owner.store(thread::tid(), SeqCst);
    }

    fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        if self.owner.load(SeqCst) != caller {
            return Err(ReleaseError::NotOwner { caller });
        }
        self.owner.store(0, SeqCst);
        self.lock.release()
    }
}
