//! A counter that reads, adds and writes back while it holds a lock.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Mutex, name};

// ANCHOR: counter
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
        let lock = Mutex::new(());
        name(&lock, "mutex");
        Counter { value, lock }
    }

    /// Adds one.
    ///
    /// # Panics
    ///
    /// If a process panicked while it held the lock.
    pub fn increment(&self) {
        let _guard = self.lock.lock().unwrap();
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
// ANCHOR_END: counter
