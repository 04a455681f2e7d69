//! `fetch_add` with the weakest ordering: the increment is still one step, and
//! waiting for the workers' end orders the last read after all of them.

use super::sync::atomic::{AtomicU32, Ordering::Relaxed};
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
        self.value.fetch_add(1, Relaxed);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(Relaxed)
    }
}
