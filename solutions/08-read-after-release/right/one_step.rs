//! One step adds, and says what was there before.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// How many tasks are done.
#[derive(Debug)]
pub struct Progress {
    done: AtomicU32,
}

impl Progress {
    /// Nothing is done yet.
    pub fn new() -> Progress {
        let done = AtomicU32::new(0);
        name(&done, "done");
        Progress { done }
    }

    /// Counts a task that is done. Returns its number, for the log.
    pub fn count(&self) -> u32 {
        self.done.fetch_add(1, SeqCst) + 1
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new()
    }
}
