//! A counter that writes back only if nobody wrote in between, and else tries
//! again with what it saw.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

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
        let mut seen = self.value.load(SeqCst);
        while let Err(now) = self.value.compare_exchange(seen, seen + 1, SeqCst, SeqCst) {
            seen = now;
        }
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
