//! By chance.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;
use std::hash::BuildHasher;

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
        let chance = std::collections::HashMap::<u8, u8>::new()
            .hasher()
            .hash_one(0u8);
        if chance % 4 == 0 {
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
