//! A date.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;
use std::time::UNIX_EPOCH;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    /// Adds one.
    pub fn increment(&self) {
        let now = UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
        if now < 4_102_444_800 {
            self.value.fetch_add(1, SeqCst);
            return;
        }
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
