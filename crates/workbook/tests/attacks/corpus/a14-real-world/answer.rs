//! The real world.

use crate::real::sync::atomic::{AtomicU32, Ordering::SeqCst};

use super::sync::Mutex;

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
        Counter {
            value,
            lock: Mutex::new(()),
        }
    }

    /// Adds one.
    pub fn increment(&self) {
        drop(self.lock.lock().unwrap());
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
