//! A counter of tasks and its log: each process counts one task, and writes a line with
//! its number.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::locks::guard::hold;
use super::programs::together;
use super::sync::{Arc, Mutex, name};
use super::value::Value;

// ANCHOR: journal
/// How many tasks are done, and the lines of the log in the order in which they came.
#[derive(Debug)]
pub struct Journal {
    done: Value<u32>,
    lines: Mutex<Vec<u32>>,
}

impl Journal {
    fn write(&self, number: u32) {
        self.lines.lock().unwrap().push(number);
    }
}
// ANCHOR_END: journal

// ANCHOR: after_release
/// Counts under the lock, and reads the number when it has given the lock back.
pub fn after_release(journal: &Journal) {
    {
        let _guard = hold(journal.done.get_lock());
        journal.done.set(journal.done.get() + 1);
    }
    journal.write(journal.done.get());
}
// ANCHOR_END: after_release

// ANCHOR: number_under_lock
/// Counts and reads the number under the lock, and writes the line when it has given the
/// lock back.
pub fn number_under_lock(journal: &Journal) {
    let number = {
        let _guard = hold(journal.done.get_lock());
        let number = journal.done.get() + 1;
        journal.done.set(number);
        number
    };
    journal.write(number);
}
// ANCHOR_END: number_under_lock

// ANCHOR: line_under_lock
/// Does all of it under the lock.
pub fn line_under_lock(journal: &Journal) {
    let _guard = hold(journal.done.get_lock());
    let number = journal.done.get() + 1;
    journal.done.set(number);
    journal.write(number);
}
// ANCHOR_END: line_under_lock

impl Journal {
    /// Nothing is done, and nothing is written.
    #[must_use]
    pub fn new() -> Journal {
        let journal = Journal {
            done: Value::new(0).named("done"),
            lines: Mutex::new(Vec::new()),
        };
        name(&journal.lines, "log");
        journal
    }

    /// The lines of the log, and how many tasks are done.
    pub fn read(&self) -> (Vec<u32>, u32) {
        let lines = self.lines.lock().unwrap().clone();
        (lines, self.done.get())
    }
}

impl Default for Journal {
    fn default() -> Journal {
        Journal::new()
    }
}

/// What two processes write into the log, and how many tasks are done in the end.
pub fn log(task: fn(&Journal)) -> (Vec<u32>, u32) {
    let journal = Arc::new(Journal::new());
    together(&journal, [task; 2]);
    journal.read()
}
