//! Both counts are inside a mutex. Its guard lives until the number is shown.

use super::sync::{Mutex, name};

/// How many tasks are done, and how many of them failed.
#[derive(Debug)]
pub struct Report {
    /// Done, and failed.
    counts: Mutex<(u32, u32)>,
}

impl Report {
    /// Nothing is done yet.
    pub fn new() -> Report {
        let counts = Mutex::new((0, 0));
        name(&counts, "counts");
        Report { counts }
    }

    /// Runs a task, counts it, and shows how many are done. `task` returns whether it went
    /// well; a task that failed is done, too.
    ///
    /// A task takes long: tasks run at the same time.
    pub fn run(&self, task: &dyn Fn() -> bool, show: &dyn Fn(u32)) {
        let well = task();
        let mut counts = self.counts.lock().unwrap();
        counts.0 += 1;
        counts.1 += u32::from(!well);
        show(counts.0);
    }

    /// How many tasks failed. Asked when all workers have ended.
    pub fn failed(&self) -> u32 {
        self.counts.lock().unwrap().1
    }
}

impl Default for Report {
    fn default() -> Report {
        Report::new()
    }
}
