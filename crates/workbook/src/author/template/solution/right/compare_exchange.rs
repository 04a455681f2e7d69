//! A mark that writes only if nobody wrote in between, and else looks again.

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
        let mut seen = self.highest.load(SeqCst);
        while seen < value
            && let Err(now) = self.highest.compare_exchange(seen, value, SeqCst, SeqCst)
        {
            seen = now;
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
