//! The function that counts says what it counted, and the caller passes it on.

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
        self.add_one()
    }

    fn add_one(&self) -> u32 {
        let _guard = hold(self.done.get_lock());
        let done = self.done.get_obj();
        done.set(done.get() + 1);
        done.get()
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new()
    }
}
