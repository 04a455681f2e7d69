//! Misconception: any number that is read under the lock will do. This one is from
//! before the count: the log begins with 0.

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
        let _guard = hold(self.done.get_lock());
        let number = self.done.get();
        self.done.set(number + 1);
        number
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new()
    }
}
