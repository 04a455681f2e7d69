//! Misconception: errors are rare, so counting them needs no lock. Two workers count their
//! errors at the same time, and one is lost.

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
        if !task() {
            self.failed.set(self.failed.get() + 1);
        }
        let _guard = hold(&self.lock);
        self.done.set(self.done.get() + 1);
        show(self.done.get());
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
