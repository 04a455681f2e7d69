//! A semaphore that never has more permits than it started with.
//!
//! To take a permit is one atomic step, and so is to give one back. Before it gives
//! one back it looks whether there is room. Yet there is a schedule in which two
//! processes give back one permit, and neither is refused.

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
        // TODO(you): give back each permit once, and every permit that is out.
        if self.permits.load(SeqCst) == self.most {
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
