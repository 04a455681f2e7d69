//! The lock is taken and given back by hand, whether the letter was sent or not.

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
        self.lock.acquire();
        if !self.failed.get() && !send() {
            self.failed.set(true);
        }
        self.lock.release().expect("it was taken above");
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
