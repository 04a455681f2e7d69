//! Misconception: looking a second time, just before the permit is added, closes the
//! gap. Both can look twice before either adds.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A semaphore with a bound.
#[derive(Debug)]
pub struct BoundedSemaphore {
    permits: AtomicU32,
    most: u32,
}

impl BoundedSemaphore {
    /// So many permits, and never more.
    pub fn new(permits: u32) -> BoundedSemaphore {
        let most = permits;
        let permits = AtomicU32::new(permits);
        name(&permits, "permits");
        BoundedSemaphore { permits, most }
    }

    /// Takes a permit, if there is one. Returns whether it did.
    pub fn try_acquire(&self) -> bool {
        self.permits
            .fetch_update(SeqCst, SeqCst, |seen| seen.checked_sub(1))
            .is_ok()
    }

    /// Gives a permit back, if one is out. Returns whether it did.
    pub fn release(&self) -> bool {
        let full = || self.permits.load(SeqCst) == self.most;
        if full() || full() {
            return false;
        }
        self.permits.fetch_add(1, SeqCst);
        true
    }

    /// How many there are to take.
    pub fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}
