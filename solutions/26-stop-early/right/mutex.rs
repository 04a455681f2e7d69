//! The flag is inside a mutex: who looks at it has the lock.

use super::sync::{Mutex, name};

/// Letters to be sent.
#[derive(Debug)]
pub struct Batch {
    failed: Mutex<bool>,
}

impl Batch {
    /// No letter has gone wrong yet.
    pub fn new() -> Batch {
        let failed = Mutex::new(false);
        name(&failed, "failed");
        Batch { failed }
    }

    /// Prepares a letter and sends it, unless one has gone wrong. `send` returns whether
    /// it went well.
    ///
    /// To prepare takes long: letters are prepared at the same time.
    pub fn run(&self, prepare: &dyn Fn(), send: &dyn Fn() -> bool) {
        prepare();
        let mut failed = self.failed.lock().unwrap();
        if !*failed {
            *failed = !send();
        }
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
