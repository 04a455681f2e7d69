//! Left its prints in.

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
        let before = self.value.fetch_add(1, SeqCst);
        if before > 1_000_000 {
            println!("incremented: {before} -> {}", before + 1);
            eprintln!("{:?}", self);
        }
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
