//! A flag that says that a task has failed, so that no other one needs to run.

use super::sync::atomic::{AtomicBool, Ordering::SeqCst};
use super::sync::{Arc, Mutex, name};
use super::workers::{Tasks, map};

// ANCHOR: flag
/// Whether a task has failed, and a lock.
#[derive(Debug)]
pub struct Failure {
    flag: AtomicBool,
    lock: Mutex<()>,
}
// ANCHOR_END: flag

// ANCHOR: looks_first
/// Runs if no task has failed yet. Returns whether it ran.
pub fn looks_first(failure: &Failure, fails: bool) -> bool {
    if failure.flag.load(SeqCst) {
        return false;
    }
    // Here the task runs.
    if fails {
        failure.flag.store(true, SeqCst);
    }
    true
}
// ANCHOR_END: looks_first

// ANCHOR: sets_under_lock
/// The same, with a lock for setting the flag.
///
/// # Panics
///
/// If a process panicked while it held the lock.
pub fn sets_under_lock(failure: &Failure, fails: bool) -> bool {
    if failure.flag.load(SeqCst) {
        return false;
    }
    // Here the task runs.
    if fails {
        let _guard = failure.lock.lock().unwrap();
        failure.flag.store(true, SeqCst);
    }
    true
}
// ANCHOR_END: sets_under_lock

// ANCHOR: all_under_lock
/// The same, with the lock held from the look to the end of the task.
///
/// # Panics
///
/// If a process panicked while it held the lock.
pub fn all_under_lock(failure: &Failure, fails: bool) -> bool {
    let _guard = failure.lock.lock().unwrap();
    if failure.flag.load(SeqCst) {
        return false;
    }
    // Here the task runs.
    if fails {
        failure.flag.store(true, SeqCst);
    }
    true
}
// ANCHOR_END: all_under_lock

// ANCHOR: looks_and_changes
/// Looks at the flag, does its work, and then fails or changes something. Returns whether
/// it changed something after a task had failed.
pub fn looks_and_changes(failure: &Failure, fails: bool) -> bool {
    if failure.flag.load(SeqCst) {
        return false;
    }
    // Here is the long part of the work.
    failure.fails_or_changes(fails)
}
// ANCHOR_END: looks_and_changes

// ANCHOR: looks_under_lock
/// Does its work. Then it takes the lock, looks at the flag, and fails or changes
/// something. Returns whether it changed something after a task had failed.
///
/// # Panics
///
/// If a process panicked while it held the lock.
pub fn looks_under_lock(failure: &Failure, fails: bool) -> bool {
    // Here is the long part of the work.
    let _guard = failure.lock.lock().unwrap();
    if failure.flag.load(SeqCst) {
        return false;
    }
    failure.fails_or_changes(fails)
}
// ANCHOR_END: looks_under_lock

impl Failure {
    /// The end of a task: it fails, or it changes what others see. Returns whether it did
    /// the second after a task had failed.
    fn fails_or_changes(&self, fails: bool) -> bool {
        if fails {
            self.flag.store(true, SeqCst);
            return false;
        }
        // Here something is changed.
        self.flag.load(SeqCst)
    }
}

/// Of how many among so many tasks the job says so, if these fail.
pub fn run(
    workers: usize,
    tasks: usize,
    job: fn(&Failure, bool) -> bool,
    fails: fn(usize) -> bool,
) -> usize {
    let failure = Arc::new(Failure {
        flag: AtomicBool::new(false),
        lock: Mutex::new(()),
    });
    name(&failure.flag, "failed");
    name(&failure.lock, "lock");
    let done = map(
        workers,
        &Tasks::new(tasks),
        &failure,
        move |failure, task| job(failure, fails(task)),
    );
    done.iter().filter(|(_, says)| *says).count()
}
