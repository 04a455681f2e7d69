//! Misconception: each access is locked, so all is. The lock is free between the look
//! and the write.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Mutex, name};

/// The highest value that was recorded.
#[derive(Debug)]
pub struct Mark {
    highest: AtomicU32,
    lock: Mutex<()>,
}

impl Mark {
    /// A mark below which nothing was recorded.
    pub fn new() -> Mark {
        let highest = AtomicU32::new(0);
        name(&highest, "highest");
        let lock = Mutex::new(());
        name(&lock, "lock");
        Mark { highest, lock }
    }

    /// Records a value.
    pub fn record(&self, value: u32) {
        let seen = {
            let _guard = self.lock.lock().unwrap();
            self.highest.load(SeqCst)
        };
        let _guard = self.lock.lock().unwrap();
        if seen < value {
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
