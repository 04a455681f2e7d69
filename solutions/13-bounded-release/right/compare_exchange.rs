//! The loop by hand: a permit is added only to the number that was looked at. When it
//! has changed, the process looks again.

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
        let mut seen = self.permits.load(SeqCst);
        while seen < self.most {
            match self
                .permits
                .compare_exchange(seen, seen + 1, SeqCst, SeqCst)
            {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    /// How many there are to take.
    pub fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}
