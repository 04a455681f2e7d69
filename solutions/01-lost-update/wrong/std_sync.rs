//! Misconception: `std::sync` is the same thing. The program is right, but the
//! checker sees none of its steps and cannot decide anything.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        Counter { value }
    }

    /// Adds one.
    pub fn increment(&self) {
        self.value.fetch_add(1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
