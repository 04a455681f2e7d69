//! The letter is an option inside the lock.

use super::sync::{Condvar, Mutex, name};

#[derive(Debug)]
pub struct Mailbox {
    letter: Mutex<Option<u32>>,
    changed: Condvar,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Mailbox {
    pub fn new() -> Mailbox {
        let letter = Mutex::new(None);
        name(&letter, "letter");
        let changed = Condvar::new();
        name(&changed, "changed");
        Mailbox { letter, changed }
    }

    pub fn put(&self, letter: u32) {
        let mut inside = self.letter.lock().unwrap();
        while inside.is_some() {
            inside = self.changed.wait(inside).unwrap();
        }
        *inside = Some(letter);
        self.changed.notify_all();
    }

    pub fn take(&self) -> u32 {
        let mut inside = self.letter.lock().unwrap();
        loop {
            if let Some(letter) = std::mem::take(&mut *inside) {
                self.changed.notify_all();
                return letter;
            }
            inside = self.changed.wait(inside).unwrap();
        }
    }
}
