//! Misconception: what was one too many can be taken away again. Until then it is
//! there, and somebody takes it.

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
        let room = self.permits.fetch_add(1, SeqCst) < self.most;
        if !room {
            self.permits.fetch_sub(1, SeqCst);
        }
        room
    }

    /// How many there are to take.
    pub fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}
