//! Two conditions over one lock: one for those who wait for a letter, one for those who
//! wait for room. All who sleep in one place want the same, so it is enough to wake one.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Condvar, Mutex, name};

/// No letter.
const NONE: u32 = 0;

/// A mailbox for one letter, which is a number other than zero.
#[derive(Debug)]
pub struct Mailbox {
    letter: AtomicU32,
    lock: Mutex<()>,
    filled: Condvar,
    emptied: Condvar,
}

impl Mailbox {
    /// An empty mailbox.
    pub fn new() -> Mailbox {
        let letter = AtomicU32::new(NONE);
        name(&letter, "letter");
        let lock = Mutex::new(());
        name(&lock, "lock");
        let filled = Condvar::new();
        name(&filled, "filled");
        let emptied = Condvar::new();
        name(&emptied, "emptied");
        Mailbox {
            letter,
            lock,
            filled,
            emptied,
        }
    }

    /// Waits until the box is empty, and puts a letter in.
    pub fn put(&self, letter: u32) {
        let mut guard = self.lock.lock().unwrap();
        while self.letter.load(SeqCst) != NONE {
            guard = self.emptied.wait(guard).unwrap();
        }
        self.letter.store(letter, SeqCst);
        self.filled.notify_one();
    }

    /// Waits until there is a letter, and takes it out.
    pub fn take(&self) -> u32 {
        let mut guard = self.lock.lock().unwrap();
        while self.letter.load(SeqCst) == NONE {
            guard = self.filled.wait(guard).unwrap();
        }
        let letter = self.letter.load(SeqCst);
        self.letter.store(NONE, SeqCst);
        self.emptied.notify_one();
        letter
    }
}
