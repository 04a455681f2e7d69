//! The bug beside [`rlock`](super::rlock): nobody asks who gives the lock back.
//!
//! A stranger that does so by mistake lets the next process in beside the holder.

use super::lock::Lock;
use super::promises::Exclusive;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};
use crate::ReleaseError;

/// A recursive lock that everyone can free.
#[derive(Debug)]
#[repr(C)]
pub struct RLock {
    lock: Lock,
    owner: AtomicU32,
    depth: AtomicU32,
}

impl Default for RLock {
    fn default() -> RLock {
        let (owner, depth) = (AtomicU32::new(0), AtomicU32::new(0));
        name(&owner, "owner");
        name(&depth, "depth");
        RLock {
            lock: Lock::new(),
            owner,
            depth,
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
        self.depth.fetch_add(1, SeqCst);
    }

    fn release(&self) -> Result<(), ReleaseError> {
        let less = |depth: u32| depth.checked_sub(1);
        match self.depth.fetch_update(SeqCst, SeqCst, less) {
            Err(_) => Err(ReleaseError::TooManyTimes),
            Ok(1) => {
                self.owner.store(0, SeqCst);
                self.lock.release()
            }
            Ok(_) => Ok(()),
        }
    }
}
