//! What is counted are the permits that are out. To give one back is then to take one
//! from that number, which cannot go below zero.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A semaphore with a bound.
#[derive(Debug)]
pub struct BoundedSemaphore {
    out: AtomicU32,
    most: u32,
}

impl BoundedSemaphore {
    /// So many permits, and never more.
    pub fn new(permits: u32) -> BoundedSemaphore {
        let most = permits;
        let out = AtomicU32::new(0);
        name(&out, "out");
        BoundedSemaphore { out, most }
    }

    /// Takes a permit, if there is one. Returns whether it did.
    pub fn try_acquire(&self) -> bool {
        self.out
            .fetch_update(SeqCst, SeqCst, |out| (out < self.most).then(|| out + 1))
            .is_ok()
    }

    /// Gives a permit back, if one is out. Returns whether it did.
    pub fn release(&self) -> bool {
        self.out
            .fetch_update(SeqCst, SeqCst, |out| out.checked_sub(1))
            .is_ok()
    }

    /// How many there are to take.
    pub fn permits(&self) -> u32 {
        self.most - self.out.load(SeqCst)
    }
}
