//! Adds one by an iterator of one.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

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
        std::iter::repeat(1u32)
            .take(1)
            .map(|by| self.value.fetch_add(by, SeqCst))
            .for_each(drop);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
