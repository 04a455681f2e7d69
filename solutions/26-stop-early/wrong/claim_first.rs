//! Misconception: who sets the flag before it sends is alone, so it cannot be too late.
//! Meanwhile the others take it that a letter has gone wrong, and send nothing.

use super::sync::atomic::{AtomicBool, Ordering::SeqCst};
use super::sync::name;

/// Letters to be sent.
#[derive(Debug)]
pub struct Batch {
    failed: AtomicBool,
}

impl Batch {
    /// No letter has gone wrong yet.
    pub fn new() -> Batch {
        let failed = AtomicBool::new(false);
        name(&failed, "failed");
        Batch { failed }
    }

    /// Prepares a letter and sends it, unless one has gone wrong. `send` returns whether
    /// it went well.
    ///
    /// To prepare takes long: letters are prepared at the same time.
    pub fn run(&self, prepare: &dyn Fn(), send: &dyn Fn() -> bool) {
        prepare();
        if self.failed.swap(true, SeqCst) {
            return;
        }
        if send() {
            self.failed.store(false, SeqCst);
        }
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
