//! `fetch_update` with a closure.

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
        let bump = |seen: u32| seen.checked_add(1);
        self.value
            .fetch_update(SeqCst, SeqCst, bump)
            .expect("there is room for one more");
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
