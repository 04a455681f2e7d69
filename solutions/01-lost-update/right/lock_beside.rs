//! An atomic with a lock beside it: the guard is held over the load and the
//! store, so no other increment comes between them.

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
        let _guard = self.lock.lock().unwrap();
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
