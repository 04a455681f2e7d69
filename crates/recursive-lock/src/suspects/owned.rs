//! A recursive lock over any other lock: it is as right as the lock below.

use super::chapter::promises::Exclusive;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{fold, name, thread};
use crate::ReleaseError;

/// A lock that its holder may take again.
#[derive(Debug)]
pub struct Owned<L> {
    lock: L,
    owner: AtomicU32,
    depth: AtomicU32,
}

impl<L: Default> Default for Owned<L> {
    fn default() -> Owned<L> {
        let (owner, depth) = (AtomicU32::new(0), AtomicU32::new(0));
        name(&owner, "owner");
        name(&depth, "depth");
        // What goes wrong is the lock below.
        fold(&owner);
        fold(&depth);
        Owned {
            lock: L::default(),
            owner,
            depth,
        }
    }
}

impl<L: Exclusive> Exclusive for Owned<L> {
    fn acquire(&self) {
        let me = thread::tid();
        if self.owner.load(SeqCst) != me {
            self.lock.acquire();
            self.owner.store(me, SeqCst);
        }
        self.depth.fetch_add(1, SeqCst);
    }

    fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        if self.owner.load(SeqCst) != caller {
            return Err(ReleaseError::NotOwner { caller });
        }
        if self.depth.fetch_sub(1, SeqCst) > 1 {
            return Ok(());
        }
        self.owner.store(0, SeqCst);
        self.lock.release()
    }
}
