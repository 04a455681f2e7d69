//! A macro of my own.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

macro_rules! plus {
    ($cell:expr, $by:literal) => {
        $cell.fetch_add($by, SeqCst)
    };
}

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
        plus!(self.value, 1);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
