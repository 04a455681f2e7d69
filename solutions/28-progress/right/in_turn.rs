//! Each worker takes a number, and waits until the one before it has been shown.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{hint, name};

/// How many tasks are done, and how many of them failed.
#[derive(Debug)]
pub struct Report {
    done: AtomicU32,
    shown: AtomicU32,
    failed: AtomicU32,
}

impl Report {
    /// Nothing is done yet.
    pub fn new() -> Report {
        let report = Report {
            done: AtomicU32::new(0),
            shown: AtomicU32::new(0),
            failed: AtomicU32::new(0),
        };
        name(&report.done, "done");
        name(&report.shown, "shown");
        name(&report.failed, "failed");
        report
    }

    /// Runs a task, counts it, and shows how many are done. `task` returns whether it went
    /// well; a task that failed is done, too.
    ///
    /// A task takes long: tasks run at the same time.
    pub fn run(&self, task: &dyn Fn() -> bool, show: &dyn Fn(u32)) {
        if !task() {
            self.failed.fetch_add(1, SeqCst);
        }
        let before = self.done.fetch_add(1, SeqCst);
        while self.shown.load(SeqCst) < before {
            hint::spin_loop();
        }
        show(before + 1);
        self.shown.store(before + 1, SeqCst);
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
