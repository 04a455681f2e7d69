//! Misconception: what is counted in one atomic step is shown in the order of the count. To
//! count is one step, to show is another.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// How many tasks are done, and how many of them failed.
#[derive(Debug)]
pub struct Report {
    done: AtomicU32,
    failed: AtomicU32,
}

impl Report {
    /// Nothing is done yet.
    pub fn new() -> Report {
        let (done, failed) = (AtomicU32::new(0), AtomicU32::new(0));
        name(&done, "done");
        name(&failed, "failed");
        Report { done, failed }
    }

    /// Runs a task, counts it, and shows how many are done. `task` returns whether it went
    /// well; a task that failed is done, too.
    ///
    /// A task takes long: tasks run at the same time.
    pub fn run(&self, task: &dyn Fn() -> bool, show: &dyn Fn(u32)) {
        if !task() {
            self.failed.fetch_add(1, SeqCst);
        }
        show(self.done.fetch_add(1, SeqCst) + 1);
    }

    /// How many tasks failed. Asked when all workers have ended.
    pub fn failed(&self) -> u32 {
        self.failed.load(SeqCst)
    }
}

impl Default for Report {
    fn default() -> Report {
        Report::new()
    }
}
