//! A flood.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
    noise: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter {
            value,
            noise: AtomicU32::new(0),
        }
    }

    /// Adds one.
    pub fn increment(&self) {
        for _ in 0..200 {
            self.noise.fetch_add(1, SeqCst);
        }
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
