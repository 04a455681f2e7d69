//! Finding the first task in the list that fits.

use super::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use super::sync::{Arc, name};
use super::workers::{Tasks, map};

// ANCHOR: found
/// What was found so far.
#[derive(Debug)]
pub struct Found {
    index: AtomicUsize,
    /// Stands there as long as nothing is found: the end of the list.
    nothing: usize,
}
// ANCHOR_END: found

/// Looks whether a task fits, by this function, unless it need not.
pub type Job = fn(&Found, usize, fn(usize) -> bool);

// ANCHOR: first_to_finish
/// Keeps what is found first, and looks no further.
pub fn first_to_finish(found: &Found, task: usize, fits: fn(usize) -> bool) {
    if found.index.load(SeqCst) == found.nothing && fits(task) {
        // It fails if another one was faster.
        let _ = found
            .index
            .compare_exchange(found.nothing, task, SeqCst, SeqCst);
    }
}
// ANCHOR_END: first_to_finish

// ANCHOR: least_in_haste
/// Keeps the least index that is found, but looks no further as soon as there is one.
pub fn least_in_haste(found: &Found, task: usize, fits: fn(usize) -> bool) {
    if found.index.load(SeqCst) == found.nothing && fits(task) {
        found.index.fetch_min(task, SeqCst);
    }
}
// ANCHOR_END: least_in_haste

// ANCHOR: least
/// Keeps the least index that is found, and leaves out only what comes after it.
pub fn least(found: &Found, task: usize, fits: fn(usize) -> bool) {
    if task < found.index.load(SeqCst) && fits(task) {
        found.index.fetch_min(task, SeqCst);
    }
}
// ANCHOR_END: least

/// What two workers find among so many tasks.
pub fn search(tasks: usize, job: Job, fits: fn(usize) -> bool) -> Option<usize> {
    let found = Arc::new(Found {
        index: AtomicUsize::new(tasks),
        nothing: tasks,
    });
    name(&found.index, "found");
    map(2, &Tasks::new(tasks), &found, move |found, task| {
        job(found, task, fits)
    });
    let index = found.index.load(SeqCst);
    (index != found.nothing).then_some(index)
}
