//! Waiting at the letter itself: the kernel compares it and begins the sleep in one step, so
//! no lock is needed. Right.

use super::mailbox::Holds;
use super::room::NONE;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};

/// A mailbox.
#[derive(Debug)]
pub struct Mailbox {
    letter: AtomicU32,
}

impl Default for Mailbox {
    fn default() -> Mailbox {
        let letter = AtomicU32::new(NONE);
        name(&letter, "letter");
        Mailbox { letter }
    }
}

impl Holds for Mailbox {
    fn put(&self, letter: u32) {
        while let Err(there) = self.letter.compare_exchange(NONE, letter, SeqCst, SeqCst) {
            futex::wait(&self.letter, there);
        }
        futex::wake(&self.letter, usize::MAX);
    }

    fn take(&self) -> u32 {
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
