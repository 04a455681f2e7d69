//! Misconception: the look is under the lock and the sending is under the lock, so both
//! are safe together. In between another letter goes wrong.

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
        prepare();
        let failed = {
            let _guard = hold(&self.lock);
            self.failed.get()
        };
        if failed {
            return;
        }
        let _guard = hold(&self.lock);
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
