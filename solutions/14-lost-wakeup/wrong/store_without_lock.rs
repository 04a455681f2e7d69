//! Misconception: an atomic store needs no lock. It falls between the look of the taker and
//! its sleep, which the lock was to hold together.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Condvar, Mutex, name};

/// No letter.
const NONE: u32 = 0;

/// A mailbox for one letter, which is a number other than zero.
#[derive(Debug)]
pub struct Mailbox {
    letter: AtomicU32,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Mailbox {
    /// An empty mailbox.
    pub fn new() -> Mailbox {
        let letter = AtomicU32::new(NONE);
        name(&letter, "letter");
        let lock = Mutex::new(());
        name(&lock, "lock");
        let changed = Condvar::new();
        name(&changed, "changed");
        Mailbox {
            letter,
            lock,
            changed,
        }
    }

    /// Waits until the box is empty, and puts a letter in.
    pub fn put(&self, letter: u32) {
        let mut guard = self.lock.lock().unwrap();
        while self.letter.load(SeqCst) != NONE {
            guard = self.changed.wait(guard).unwrap();
        }
        drop(guard);
        self.letter.store(letter, SeqCst);
        self.changed.notify_all();
    }

    /// Waits until there is a letter, and takes it out.
    pub fn take(&self) -> u32 {
        let mut guard = self.lock.lock().unwrap();
        while self.letter.load(SeqCst) == NONE {
            guard = self.changed.wait(guard).unwrap();
        }
        let letter = self.letter.load(SeqCst);
        self.letter.store(NONE, SeqCst);
        self.changed.notify_all();
        letter
    }
}
