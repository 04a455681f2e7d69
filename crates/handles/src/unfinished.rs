//! How many items of a queue are not done yet, and waiting until all are.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::time::Deadline;
use super::sync::{futex, name};
use crate::CalledTooOften;

/// The items that were put into a queue and are not done, for `task_done` and `join` of a
/// `JoinableQueue`.
///
/// # Death
///
/// A process that dies before it says that its item is done leaves the item unfinished
/// for ever. Who must survive that waits with a deadline.
#[derive(Debug)]
#[repr(transparent)]
pub struct Unfinished {
    items: AtomicU32,
}

impl Unfinished {
    /// No item is unfinished.
    #[must_use]
    pub fn new() -> Unfinished {
        let items = AtomicU32::new(0);
        name(&items, "unfinished");
        Unfinished { items }
    }

    /// Counts one more. To be called before the item is put in: who takes it out may be
    /// done with it at once.
    ///
    /// # Panics
    ///
    /// If 4,294,967,295 items are unfinished.
    #[track_caller]
    pub fn add(&self) {
        let more = |items: u32| items.checked_add(1);
        let added = self.items.fetch_update(SeqCst, SeqCst, more);
        added.expect("so many items do not fit into any queue");
    }

    // ANCHOR: done
    /// Says that an item is done, and wakes those who wait if it was the last one.
    ///
    /// # Errors
    ///
    /// If none is unfinished. Nothing is changed then.
    ///
    /// # Synchronization
    ///
    /// It happens before a `wait` that returns because of it.
    #[track_caller]
    pub fn done(&self) -> Result<(), CalledTooOften> {
        let less = |items: u32| items.checked_sub(1);
        let before = self.items.fetch_update(SeqCst, SeqCst, less);
        if before.map_err(|_| CalledTooOften)? == 1 {
            futex::wake(&self.items, usize::MAX);
        }
        Ok(())
    }
    // ANCHOR_END: done

    /// How many are unfinished. The answer may be old before it is read.
    #[must_use]
    #[track_caller]
    pub fn items(&self) -> u32 {
        self.items.load(SeqCst)
    }

    /// Waits until none is unfinished. If one is added again at once, a process that was
    /// asleep may miss that moment, and waits for the next one.
    #[track_caller]
    pub fn wait(&self) {
        while let items @ 1.. = self.items() {
            futex::wait(&self.items, items);
        }
    }

    /// As [`Unfinished::wait`], but no longer than until the deadline. Returns whether all
    /// are done.
    #[must_use]
    #[track_caller]
    pub fn wait_until(&self, deadline: Deadline) -> bool {
        while let items @ 1.. = self.items() {
            if !futex::wait_until(&self.items, items, deadline) {
                return self.items() == 0;
            }
        }
        true
    }
}

impl Default for Unfinished {
    fn default() -> Unfinished {
        Unfinished::new()
    }
}
