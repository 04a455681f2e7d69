//! Misconception: any lock will do. Nobody else holds a lock that each call makes for
//! itself.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Mutex, name};

/// The highest value that was recorded.
#[derive(Debug)]
pub struct Mark {
    highest: AtomicU32,
}

impl Mark {
    /// A mark below which nothing was recorded.
    pub fn new() -> Mark {
        let highest = AtomicU32::new(0);
        name(&highest, "highest");
        Mark { highest }
    }

    /// Records a value.
    pub fn record(&self, value: u32) {
        let lock = Mutex::new(());
        name(&lock, "lock");
        let _guard = lock.lock().unwrap();
        if self.highest.load(SeqCst) < value {
            self.highest.store(value, SeqCst);
        }
    }

    /// The highest value so far.
    pub fn highest(&self) -> u32 {
        self.highest.load(SeqCst)
    }
}

impl Default for Mark {
    fn default() -> Mark {
        Mark::new()
    }
}
