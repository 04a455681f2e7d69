//! A mailbox for one letter at a time. Who wants a letter sleeps until there is one.
//!
//! Everything is changed under the lock, and after each change all who sleep are woken.
//! Yet there is a schedule in which a letter lies in the box, and the process that waits
//! for it sleeps for ever.

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
        self.letter.store(letter, SeqCst);
        self.changed.notify_all();
    }

    /// Waits until there is a letter, and takes it out.
    pub fn take(&self) -> u32 {
        // TODO(you): let nobody sleep while there is a letter.
        while self.letter.load(SeqCst) == NONE {
            // Only who has to wait needs the lock.
            let guard = self.lock.lock().unwrap();
            let _guard = self.changed.wait(guard).unwrap();
        }
        let _guard = self.lock.lock().unwrap();
        let letter = self.letter.load(SeqCst);
        self.letter.store(NONE, SeqCst);
        self.changed.notify_all();
        letter
    }
}
