//! Poison.

use super::sync::Mutex;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
    lock: Mutex<()>,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter {
            value,
            lock: Mutex::new(()),
        }
    }

    /// Adds one.
    pub fn increment(&self) {
        let _guard = self.lock.lock();
        panic!("{}", self.get());
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
