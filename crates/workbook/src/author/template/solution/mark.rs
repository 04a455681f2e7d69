//! A mark that takes the larger of two values in one step.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

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
        self.highest.fetch_max(value, SeqCst);
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
