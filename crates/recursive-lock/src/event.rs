//! An event: a flag that processes can wait for.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::time::Deadline;
use super::sync::{futex, name};

const UNSET: u32 = 0;
const SET: u32 = 1;

/// A flag, as `multiprocessing.Event`.
#[derive(Debug)]
#[repr(transparent)]
pub struct Event {
    word: AtomicU32,
}

impl Event {
    /// An event that has not happened.
    #[must_use]
    pub fn new() -> Event {
        let word = AtomicU32::new(UNSET);
        name(&word, "event");
        Event { word }
    }

    /// Whether it has happened.
    #[must_use]
    #[track_caller]
    pub fn is_set(&self) -> bool {
        self.word.load(SeqCst) == SET
    }

    // ANCHOR: event
    /// Says that it has happened, and wakes all who wait for it.
    ///
    /// # Synchronization
    ///
    /// It happens before a `wait` that returns because of it.
    #[track_caller]
    pub fn set(&self) {
        // First the flag, then the wake-up: who comes in between sees the flag.
        self.word.store(SET, SeqCst);
        futex::wake(&self.word, usize::MAX);
    }
    // ANCHOR_END: event

    /// Says that it has not happened yet.
    #[track_caller]
    pub fn clear(&self) {
        self.word.store(UNSET, SeqCst);
    }

    /// Waits until it has happened. If it is cleared again at once, a process that was
    /// asleep may miss it.
    #[track_caller]
    pub fn wait(&self) {
        while !self.is_set() {
            futex::wait(&self.word, UNSET);
        }
    }

    /// As [`Event::wait`], but no longer than until the deadline. Returns whether it has
    /// happened.
    #[must_use]
    #[track_caller]
    pub fn wait_until(&self, deadline: Deadline) -> bool {
        while !self.is_set() {
            if !futex::wait_until(&self.word, UNSET, deadline) {
                return self.is_set();
            }
        }
        true
    }
}

impl Default for Event {
    fn default() -> Event {
        Event::new()
    }
}
