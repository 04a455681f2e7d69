//! A mark behind a lock: one guard is held from the look to the write.

use super::sync::{Mutex, name};

/// The highest value that was recorded.
#[derive(Debug)]
pub struct Mark {
    highest: Mutex<u32>,
}

impl Mark {
    /// A mark below which nothing was recorded.
    pub fn new() -> Mark {
        let highest = Mutex::new(0);
        name(&highest, "highest");
        Mark { highest }
    }

    /// Records a value.
    pub fn record(&self, value: u32) {
        let mut highest = self.highest.lock().unwrap();
        *highest = value.max(*highest);
    }

    /// The highest value so far.
    pub fn highest(&self) -> u32 {
        *self.highest.lock().unwrap()
    }
}

impl Default for Mark {
    fn default() -> Mark {
        Mark::new()
    }
}
