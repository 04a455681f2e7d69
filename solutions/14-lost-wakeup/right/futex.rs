//! Waiting at the letter itself: to compare it and to begin to sleep is one step of the
//! kernel, so no lock is needed.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};

/// No letter.
const NONE: u32 = 0;

/// A mailbox for one letter, which is a number other than zero.
#[derive(Debug)]
pub struct Mailbox {
    letter: AtomicU32,
}

impl Mailbox {
    /// An empty mailbox.
    pub fn new() -> Mailbox {
        let letter = AtomicU32::new(NONE);
        name(&letter, "letter");
        Mailbox { letter }
    }

    /// Waits until the box is empty, and puts a letter in.
    pub fn put(&self, letter: u32) {
        while let Err(there) = self.letter.compare_exchange(NONE, letter, SeqCst, SeqCst) {
            futex::wait(&self.letter, there);
        }
        futex::wake(&self.letter, usize::MAX);
    }

    /// Waits until there is a letter, and takes it out.
    pub fn take(&self) -> u32 {
        loop {
            let letter = self.letter.swap(NONE, SeqCst);
            if letter != NONE {
                futex::wake(&self.letter, usize::MAX);
                return letter;
            }
            futex::wait(&self.letter, NONE);
        }
    }
}
