//! Letters that several workers send, until one goes wrong.
//!
//! Each worker looks at the flag before it begins, and sets it under the lock when its
//! letter goes wrong. Yet there is a schedule in which two letters go wrong.

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
        // TODO(you): let nothing be sent after a letter has gone wrong.
        if self.failed.get() {
            return;
        }
        prepare();
        if !send() {
            let _guard = hold(&self.lock);
            self.failed.set(true);
        }
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
