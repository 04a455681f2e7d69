//! Misconception: a process that holds a lock may take it again. This lock is
//! not recursive: the process waits for itself.

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

    fn read(&self) -> u32 {
        let _guard = self.lock.lock().unwrap();
        self.value.load(SeqCst)
    }

    /// Adds one.
    pub fn increment(&self) {
        let _guard = self.lock.lock().unwrap();
        let seen = self.read();
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
