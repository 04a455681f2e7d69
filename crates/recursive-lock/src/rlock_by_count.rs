//! The bug beside [`rlock`](super::rlock): the count says that the lock is held, and
//! nobody asks by whom.

use super::lock::Lock;
use super::promises::Exclusive;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;
use crate::ReleaseError;

/// A recursive lock that lets everyone in while somebody holds it.
#[derive(Debug)]
#[repr(C)]
pub struct RLock {
    lock: Lock,
    depth: AtomicU32,
}

impl Default for RLock {
    fn default() -> RLock {
        let depth = AtomicU32::new(0);
        name(&depth, "depth");
        RLock {
            lock: Lock::new(),
            depth,
        }
    }
}

// ANCHOR: lock
impl Exclusive for RLock {
    fn acquire(&self) {
        if self.depth.load(SeqCst) == 0 {
            self.lock.acquire();
        }
        self.depth.fetch_add(1, SeqCst);
    }

    fn release(&self) -> Result<(), ReleaseError> {
        let less = |depth: u32| depth.checked_sub(1);
        match self.depth.fetch_update(SeqCst, SeqCst, less) {
            Err(_) => Err(ReleaseError::TooManyTimes),
            Ok(1) => self.lock.release(),
            Ok(_) => Ok(()),
        }
    }
}
// ANCHOR_END: lock
