//! A lock for readers and writers.

use super::sync::RwLock;
use super::sync::name;

#[derive(Debug)]
pub struct Counter {
    value: RwLock<u32>,
}

impl Counter {
    pub fn new(start: u32) -> Counter {
        let value = RwLock::new(start);
        name(&value, "counter");
        Counter { value }
    }

    pub fn increment(&self) {
        *self.value.write().unwrap() += 1;
    }

    pub fn get(&self) -> u32 {
        *self.value.read().unwrap()
    }
}
