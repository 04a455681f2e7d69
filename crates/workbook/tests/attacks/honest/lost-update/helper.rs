//! A counter whose increment is a function of its own.

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
        add(&self.value, ONE);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

const ONE: u32 = 1;

fn add(cell: &AtomicU32, by: u32) -> u32 {
    cell.fetch_add(by, SeqCst)
}
