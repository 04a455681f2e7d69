//! Counts by a function over a reference.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

#[derive(Debug)]
pub struct Report {
    lock: Lock,
    done: RawValue<u32>,
    failed: RawValue<u32>,
}

/// One more. Whoever calls it holds the lock.
fn bump(number: &RawValue<u32>) -> u32 {
    let next = number.get() + 1;
    number.set(next);
    next
}

impl Report {
    pub fn new() -> Report {
        Report {
            lock: Lock::new(),
            done: RawValue::new(0).named("done"),
            failed: RawValue::new(0).named("failed"),
        }
    }

    pub fn run(&self, task: &dyn Fn() -> bool, show: &dyn Fn(u32)) {
        let result = if task() { Ok(()) } else { Err(()) };
        let _guard = hold(&self.lock);
        result.unwrap_or_else(|()| {
            bump(&self.failed);
        });
        show(bump(&self.done));
    }

    pub fn failed(&self) -> u32 {
        self.failed.get()
    }
}

impl Default for Report {
    fn default() -> Report {
        Report::new()
    }
}
