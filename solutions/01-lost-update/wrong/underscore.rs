//! Misconception: `let _ = lock.lock()` holds the lock to the end of the block.
//! The pattern `_` binds nothing: the guard is dropped in the same line, and the
//! compiler refuses it.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Mutex, name};

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
        name(&lock, "lock");
        Counter { value, lock }
    }

    /// Adds one.
    pub fn increment(&self) {
        let _ = self.lock.lock();
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
