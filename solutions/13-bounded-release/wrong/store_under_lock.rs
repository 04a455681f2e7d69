//! Misconception: those who give back have a lock, so a store is as good as an
//! addition. Who takes a permit does not ask for that lock, and the store puts back what
//! it took.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A semaphore with a bound.
#[derive(Debug)]
pub struct BoundedSemaphore {
    permits: AtomicU32,
    most: u32,
    lock: Lock,
}

impl BoundedSemaphore {
    /// So many permits, and never more.
    pub fn new(permits: u32) -> BoundedSemaphore {
        let most = permits;
        let permits = AtomicU32::new(permits);
        name(&permits, "permits");
        let lock = Lock::new();
        BoundedSemaphore {
            permits,
            most,
            lock,
        }
    }

    /// Takes a permit, if there is one. Returns whether it did.
    pub fn try_acquire(&self) -> bool {
        self.permits
            .fetch_update(SeqCst, SeqCst, |seen| seen.checked_sub(1))
            .is_ok()
    }

    /// Gives a permit back, if one is out. Returns whether it did.
    pub fn release(&self) -> bool {
        let _guard = hold(&self.lock);
        let seen = self.permits.load(SeqCst);
        if seen == self.most {
            return false;
        }
        self.permits.store(seen + 1, SeqCst);
        true
    }

    /// How many there are to take.
    pub fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}
