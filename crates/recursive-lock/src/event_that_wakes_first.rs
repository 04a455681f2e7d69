//! The bug beside [`event`](super::event): it wakes first, and sets the flag then. Who
//! comes in between sees no flag, and sleeps for ever.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};

/// An event that can be missed.
#[derive(Debug)]
#[repr(transparent)]
pub struct Event {
    word: AtomicU32,
}

impl Event {
    // ANCHOR: event
    /// Says that it has happened.
    pub fn set(&self) {
        futex::wake(&self.word, usize::MAX);
        self.word.store(1, SeqCst);
    }
    // ANCHOR_END: event

    /// Waits until it has happened.
    pub fn wait(&self) {
        while self.word.load(SeqCst) == 0 {
            futex::wait(&self.word, 0);
        }
    }
}

impl Default for Event {
    fn default() -> Event {
        let word = AtomicU32::new(0);
        name(&word, "event");
        Event { word }
    }
}
