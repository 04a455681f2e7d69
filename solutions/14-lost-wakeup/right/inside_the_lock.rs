//! The letter lies inside the lock: nobody can look at it without.

use super::sync::{Condvar, Mutex, name};

/// A mailbox for one letter.
#[derive(Debug)]
pub struct Mailbox {
    letter: Mutex<Option<u32>>,
    changed: Condvar,
}

impl Mailbox {
    /// An empty mailbox.
    pub fn new() -> Mailbox {
        let letter = Mutex::new(None);
        name(&letter, "letter");
        let changed = Condvar::new();
        name(&changed, "changed");
        Mailbox { letter, changed }
    }

    /// Waits until the box is empty, and puts a letter in.
    pub fn put(&self, letter: u32) {
        let inside = self.letter.lock().unwrap();
        let is_full = |inside: &mut Option<u32>| inside.is_some();
        let mut inside = self.changed.wait_while(inside, is_full).unwrap();
        *inside = Some(letter);
        self.changed.notify_all();
    }

    /// Waits until there is a letter, and takes it out.
    pub fn take(&self) -> u32 {
        let mut inside = self.letter.lock().unwrap();
        loop {
            if let Some(letter) = inside.take() {
                self.changed.notify_all();
                return letter;
            }
            inside = self.changed.wait(inside).unwrap();
        }
    }
}
