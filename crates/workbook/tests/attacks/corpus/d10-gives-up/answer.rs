//! Gives up.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::hint::spin_loop;
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
    held: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter {
            value,
            held: AtomicU32::new(0),
        }
    }

    /// Adds one.
    pub fn increment(&self) {
        for _ in 0..50 {
            if self.held.compare_exchange(0, 1, SeqCst, SeqCst).is_ok() {
                break;
            }
            spin_loop();
        }
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
        self.held.store(0, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
