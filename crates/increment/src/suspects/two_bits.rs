//! A counter that keeps in two bits how often it was incremented. The fourth increment
//! starts over.

use super::chapter::workers;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    start: u32,
    bits: AtomicU32,
}

impl workers::Counter for Counter {
    fn new(start: u32) -> Counter {
        let bits = AtomicU32::new(0);
        name(&bits, "bits");
        Counter { start, bits }
    }

    fn increment(&self) {
        let next = |bits| Some((bits + 1) % 4);
        let _ = self.bits.fetch_update(SeqCst, SeqCst, next);
    }

    fn get(&self) -> u32 {
        self.start + self.bits.load(SeqCst)
    }
}
