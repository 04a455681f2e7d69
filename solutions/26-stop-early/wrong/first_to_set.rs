//! Misconception: a flag that is set in one atomic step is set by one worker. Only one
//! sets it first; but both have sent a letter that went wrong.

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
        if !self.failed.load(SeqCst) && !send() {
            self.failed.swap(true, SeqCst);
        }
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
