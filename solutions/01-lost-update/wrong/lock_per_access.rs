//! Misconception: each access is locked, so the increment is safe. The lock is
//! free between the read and the write, and another process gets in there.

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
        let seen = {
            let _guard = self.lock.lock().unwrap();
            self.value.load(SeqCst)
        };
        let _guard = self.lock.lock().unwrap();
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
