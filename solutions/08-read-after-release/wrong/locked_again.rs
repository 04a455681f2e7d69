//! Misconception: the number is read under the lock, so it is the right one. It is
//! another hold: others count in between.

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
        {
            let _guard = hold(self.done.get_lock());
            self.done.set(self.done.get() + 1);
        }
        let _guard = hold(self.done.get_lock());
        self.done.get()
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new()
    }
}
