//! A scope for the guard.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

#[derive(Debug)]
pub struct Batch {
    lock: Lock,
    failed: RawValue<bool>,
}

impl Batch {
    pub fn new() -> Batch {
        let failed = RawValue::new(false).named("failed");
        let lock = Lock::new();
        Batch { lock, failed }
    }

    fn is_over(&self) -> bool {
        self.failed.get()
    }

    pub fn run(&self, prepare: &dyn Fn(), send: &dyn Fn() -> bool) {
        if !self.is_over() {
            prepare();
            {
                let _guard = hold(&self.lock);
                if self.is_over() || send() {
                    return;
                }
                self.failed.set(true);
            }
        }
    }
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}
