//! All of the atomics at once.

use super::sync as facade;
use facade::{atomic::*, name};

#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    pub fn increment(&self) {
        self.value.fetch_add(1, Ordering::AcqRel);
    }

    pub fn get(&self) -> u32 {
        self.value.load(Ordering::Acquire)
    }
}
