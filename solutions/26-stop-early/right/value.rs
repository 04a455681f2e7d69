//! A value brings its lock along. It is recursive: under it the flag is read and written
//! as ever.

use super::locks::guard::hold;
use super::synchronized::value::Value;

/// Letters to be sent.
#[derive(Debug)]
pub struct Batch {
    failed: Value<bool>,
}

impl Batch {
    /// No letter has gone wrong yet.
    pub fn new() -> Batch {
        Batch {
            failed: Value::new(false).named("failed"),
        }
    }

    /// Prepares a letter and sends it, unless one has gone wrong. `send` returns whether
    /// it went well.
    ///
    /// To prepare takes long: letters are prepared at the same time.
    pub fn run(&self, prepare: &dyn Fn(), send: &dyn Fn() -> bool) {
        if self.failed.get() {
            return;
        }
        prepare();
        let _guard = hold(self.failed.get_lock());
        if !self.failed.get() && !send() {
            self.failed.set(true);
        }
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
