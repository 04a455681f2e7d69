//! A list that is filled up to a bound, and shortened when it is full.
#![allow(
    clippy::missing_panics_doc,
    reason = "a process panics only where another one did, and none does"
)]

use super::sync::{Arc, Mutex, name};
use super::workers::{Tasks, map};

/// How long the list may become.
const BOUND: usize = 2;

// ANCHOR: list
/// A list of which each call is whole, as that of a manager: and a lock for several calls.
#[derive(Debug)]
pub struct List {
    items: Mutex<Vec<usize>>,
    lock: Mutex<()>,
}

/// Nothing stands at this index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexError;

impl List {
    fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    fn append(&self, item: usize) {
        self.items.lock().unwrap().push(item);
    }

    fn pop(&self, index: usize) -> Result<usize, IndexError> {
        let mut items = self.items.lock().unwrap();
        let is_there = index < items.len();
        is_there.then(|| items.remove(index)).ok_or(IndexError)
    }
}
// ANCHOR_END: list

// ANCHOR: without_lock
/// Appends the task while the list is short; if not, takes out what stands at its index.
///
/// # Errors
///
/// If nothing stands there.
pub fn without_lock(list: &List, task: usize) -> Result<(), IndexError> {
    let len = list.len();
    if len < BOUND {
        list.append(task);
    } else if task < len {
        list.pop(task)?;
    }
    Ok(())
}
// ANCHOR_END: without_lock

// ANCHOR: with_lock
/// The same under one lock.
///
/// # Errors
///
/// If nothing stands there.
pub fn with_lock(list: &List, task: usize) -> Result<(), IndexError> {
    let _guard = list.lock.lock().unwrap();
    without_lock(list, task)
}
// ANCHOR_END: with_lock

/// How these tasks leave a list that was so before.
///
/// # Errors
///
/// If a task fails.
pub fn run(
    workers: usize,
    before: &[usize],
    tasks: &'static [usize],
    job: fn(&List, usize) -> Result<(), IndexError>,
) -> Result<Vec<usize>, IndexError> {
    let list = Arc::new(List {
        items: Mutex::new(before.to_vec()),
        lock: Mutex::new(()),
    });
    name(&list.items, "list");
    name(&list.lock, "one lock");
    let done = map(
        workers,
        &Tasks::new(tasks.len()),
        &list,
        move |list, task| job(list, tasks[task]),
    );
    done.into_iter().try_for_each(|(_, ended)| ended)?;
    let items = list.items.lock().unwrap().clone();
    Ok(items)
}
