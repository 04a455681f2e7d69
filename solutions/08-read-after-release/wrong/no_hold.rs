//! Misconception: the value locks itself, so counting needs no lock, and reading
//! none either.

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
        self.done.set(self.done.get() + 1);
        self.done.get()
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress::new()
    }
}
