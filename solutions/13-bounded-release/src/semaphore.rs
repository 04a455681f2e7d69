//! A semaphore that never has more permits than it started with: to look whether there
//! is room and to add a permit is one step.

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
        self.permits
            .fetch_update(SeqCst, SeqCst, |seen| (seen < self.most).then(|| seen + 1))
            .is_ok()
    }

    /// How many there are to take.
    pub fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}
