//! One place to wait for a letter, and one to wait for room. All who sleep in one place
//! want the same, so one of them is enough. Right.

use super::mailbox::Holds;
use super::room::{NONE, Room};
use super::sync::atomic::Ordering::SeqCst;
use super::sync::{Condvar, name};

/// A mailbox.
#[derive(Debug)]
pub struct Mailbox {
    /// Its condition is for those who want a letter.
    room: Room,
    /// For those who want room.
    emptied: Condvar,
}

impl Default for Mailbox {
    fn default() -> Mailbox {
        let emptied = Condvar::new();
        name(&emptied, "emptied");
        Mailbox {
            room: Room::default(),
            emptied,
        }
    }
}

impl Holds for Mailbox {
    fn put(&self, letter: u32) {
        let room = &self.room;
        let mut guard = room.lock.lock().unwrap();
        while room.letter.load(SeqCst) != NONE {
            guard = self.emptied.wait(guard).unwrap();
        }
        room.letter.store(letter, SeqCst);
        room.changed.notify_one();
    }

    fn take(&self) -> u32 {
        let room = &self.room;
        let mut guard = room.lock.lock().unwrap();
        while room.letter.load(SeqCst) == NONE {
            guard = room.changed.wait(guard).unwrap();
        }
        let letter = room.letter.swap(NONE, SeqCst);
        self.emptied.notify_one();
        letter
    }
}
