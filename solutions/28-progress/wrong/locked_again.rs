//! Misconception: to show under the lock is enough. It is another hold: what is shown was
//! counted under the one before, or by somebody else.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// How many tasks are done, and how many of them failed.
#[derive(Debug)]
pub struct Report {
    lock: Lock,
    done: RawValue<u32>,
    failed: RawValue<u32>,
}

impl Report {
    /// Nothing is done yet.
    pub fn new() -> Report {
        Report {
            lock: Lock::new(),
            done: RawValue::new(0).named("done"),
            failed: RawValue::new(0).named("failed"),
        }
    }

    /// Runs a task, counts it, and shows how many are done. `task` returns whether it went
    /// well; a task that failed is done, too.
    ///
    /// A task takes long: tasks run at the same time.
    pub fn run(&self, task: &dyn Fn() -> bool, show: &dyn Fn(u32)) {
        let well = task();
        self.count(well);
        let _guard = hold(&self.lock);
        show(self.done.get());
    }

    fn count(&self, well: bool) {
        let _guard = hold(&self.lock);
        if !well {
            self.failed.set(self.failed.get() + 1);
        }
        self.done.set(self.done.get() + 1);
    }

    /// How many tasks failed. Asked when all workers have ended.
    pub fn failed(&self) -> u32 {
        self.failed.get()
    }
}

impl Default for Report {
    fn default() -> Report {
        Report::new()
    }
}
