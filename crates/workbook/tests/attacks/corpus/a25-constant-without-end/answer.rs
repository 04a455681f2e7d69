//! A constant.
#![allow(long_running_const_eval)]

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

const NEVER: u32 = {
    let mut n = 1u32;
    while n != 0 {
        n |= 1;
    }
    n
};

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
        self.value.store(NEVER, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
