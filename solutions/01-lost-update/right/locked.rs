//! A counter behind a lock: one guard is held from the read to the write.

use super::sync::{Mutex, name};

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: Mutex<u32>,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = Mutex::new(start);
        name(&value, "counter");
        Counter { value }
    }

    /// Adds one.
    pub fn increment(&self) {
        *self.value.lock().unwrap() += 1;
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        *self.value.lock().unwrap()
    }
}
