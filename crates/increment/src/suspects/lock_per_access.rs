//! A counter that locks its read, and then its write. In between the lock is free.

use super::chapter::workers;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Mutex, name};

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
    lock: Mutex<()>,
}

impl workers::Counter for Counter {
    fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        let lock = Mutex::new(());
        name(&lock, "mutex");
        Counter { value, lock }
    }

    fn increment(&self) {
        let seen = self.get();
        let _guard = self.lock.lock().unwrap();
        self.value.store(seen + 1, SeqCst);
    }

    fn get(&self) -> u32 {
        let _guard = self.lock.lock().unwrap();
        self.value.load(SeqCst)
    }
}
