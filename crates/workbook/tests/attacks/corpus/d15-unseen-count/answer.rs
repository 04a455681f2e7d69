//! An Arc.

use super::sync::atomic::AtomicU32;
use super::sync::{Arc, Mutex, name};

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
    lock: Mutex<()>,
    count: Arc<()>,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter {
            value,
            lock: Mutex::new(()),
            count: Arc::new(()),
        }
    }

    /// Adds one.
    pub fn increment(&self) {
        drop(self.lock.lock().unwrap());
        let seen = Arc::strong_count(&self.count);
        while Arc::strong_count(&self.count) < seen + 1 {
            std::mem::forget(Arc::clone(&self.count));
        }
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        u32::try_from(Arc::strong_count(&self.count)).unwrap() - 1
            + self.value.load(super::sync::atomic::Ordering::SeqCst)
    }
}
