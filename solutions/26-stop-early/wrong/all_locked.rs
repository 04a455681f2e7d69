//! Misconception: to be safe, hold the lock over everything. Then one letter is prepared
//! at a time, and the pool is a queue.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// Letters to be sent.
#[derive(Debug)]
pub struct Batch {
    lock: Lock,
    failed: RawValue<bool>,
}

impl Batch {
    /// No letter has gone wrong yet.
    pub fn new() -> Batch {
        Batch {
            lock: Lock::new(),
            failed: RawValue::new(false).named("failed"),
        }
    }

    /// Prepares a letter and sends it, unless one has gone wrong. `send` returns whether
    /// it went well.
    ///
    /// To prepare takes long: letters are prepared at the same time.
    pub fn run(&self, prepare: &dyn Fn(), send: &dyn Fn() -> bool) {
        let _guard = hold(&self.lock);
        if self.failed.get() {
            return;
        }
        prepare();
        if !send() {
            self.failed.set(true);
        }
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
