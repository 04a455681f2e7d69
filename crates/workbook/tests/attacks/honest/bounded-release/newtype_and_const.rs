//! A function for both directions.

use super::sync::atomic::{AtomicU32, Ordering};
use super::sync::name;

#[derive(Debug)]
pub struct BoundedSemaphore {
    permits: AtomicU32,
    bound: u32,
}

impl BoundedSemaphore {
    pub fn new(permits: u32) -> Self {
        let bound = permits;
        let permits = AtomicU32::new(permits);
        name(&permits, "permits");
        Self { permits, bound }
    }

    fn step<F>(&self, next: F) -> bool
    where
        F: Fn(u32) -> Option<u32>,
    {
        const BOTH: (Ordering, Ordering) = (Ordering::SeqCst, Ordering::SeqCst);
        self.permits.fetch_update(BOTH.0, BOTH.1, next).is_ok()
    }

    pub fn try_acquire(&self) -> bool {
        self.step(|seen| seen.checked_sub(1))
    }

    pub fn release(&self) -> bool {
        self.step(|seen| Some(seen + 1).filter(|&next| next <= self.bound))
    }

    pub fn permits(&self) -> u32 {
        self.permits.load(Ordering::SeqCst)
    }
}
