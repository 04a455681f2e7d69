//! Names that shadow each other, and modules of the standard library.

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
        let core = &self.value;
        let alloc = 1;
        let core = {
            let path = core;
            path.fetch_add(alloc, SeqCst)
        };
        let (io, fs, net) = (core, alloc, core + alloc);
        assert!(net == io + fs);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
