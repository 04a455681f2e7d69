//! Counting in a pool, and what the count says while the pool is at work.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use super::sync::{Arc, name, thread};
use super::synchronized::logging::Journal;
use super::workers::{Tasks, map};

// ANCHOR: total
/// Lets two workers count so many tasks, each by this function. Returns the count.
pub fn total<S>(tasks: usize, counter: S, count: fn(&S), read: fn(&S) -> u32) -> u32
where
    S: Send + Sync + 'static,
{
    let counter = Arc::new(counter);
    map(2, &Tasks::new(tasks), &counter, move |counter, _| {
        count(counter)
    });
    read(&counter)
}
// ANCHOR_END: total

/// The log of two workers, and how many tasks are done in the end.
pub fn log(tasks: usize, task: fn(&Journal)) -> (Vec<u32>, u32) {
    let journal = Arc::new(Journal::new());
    map(2, &Tasks::new(tasks), &journal, move |journal, _| {
        task(journal)
    });
    journal.read()
}

// ANCHOR: progress
/// The progress of two tasks: how many are said to be done, and which are.
#[derive(Debug)]
pub struct Progress {
    count: AtomicUsize,
    done: [AtomicBool; 2],
}

/// Does a task, and counts it then.
pub fn counts_after(progress: &Progress, task: usize) {
    progress.done[task].store(true, SeqCst);
    progress.count.fetch_add(1, SeqCst);
}

/// Counts a task, and does it then.
pub fn counts_before(progress: &Progress, task: usize) {
    progress.count.fetch_add(1, SeqCst);
    progress.done[task].store(true, SeqCst);
}

/// Reads the count, and looks then which tasks are done.
fn looks(progress: &Progress) -> (usize, [bool; 2]) {
    let count = progress.count.load(SeqCst);
    (count, [0, 1].map(|task| progress.done[task].load(SeqCst)))
}
// ANCHOR_END: progress

/// What a process sees that looks while so many workers are at work.
pub fn meanwhile(workers: usize, job: fn(&Progress, usize)) -> (usize, [bool; 2]) {
    let progress = Arc::new(Progress {
        count: AtomicUsize::new(0),
        done: [AtomicBool::new(false), AtomicBool::new(false)],
    });
    name(&progress.count, "count");
    name(&progress.done[0], "task 0 done");
    name(&progress.done[1], "task 1 done");
    let onlooker = {
        let progress = Arc::clone(&progress);
        thread::spawn(move || looks(&progress))
    };
    map(workers, &Tasks::new(2), &progress, job);
    onlooker.join().unwrap()
}
