//! The number to log is worked out from what was read, and kept: nothing is read
//! after the release.

use super::locks::guard::hold;
use super::synchronized::value::Value;

/// How many tasks are done.
#[derive(Debug)]
pub struct Progress {
    done: Value<u32>,
}

impl Progress {
    /// Nothing is done yet.
    pub fn new() -> Progress {
        Progress {
            done: Value::new(0).named("done"),
        }
    }

    /// Counts a task that is done. Returns its number, for the log.
    pub fn count(&self) -> u32 {
        let guard = hold(self.done.get_lock());
        let number = self.done.get() + 1;
        self.done.set(number);
        drop(guard);
        number
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new()
    }
}
