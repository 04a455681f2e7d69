//! A type of its own round the atomic, with `Deref`.

use std::ops::Deref;

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

#[derive(Debug)]
struct Cell(AtomicU32);

impl Deref for Cell {
    type Target = AtomicU32;

    fn deref(&self) -> &AtomicU32 {
        let Cell(inside) = self;
        inside
    }
}

#[derive(Debug)]
pub struct Counter {
    value: Cell,
}

impl Counter {
    pub fn new(start: u32) -> Counter {
        let value = Cell(AtomicU32::new(start));
        name(&*value, "counter");
        Counter { value }
    }

    pub fn increment(&self) {
        self.value.fetch_add(1, SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
