//! Who puts a letter in wakes the others first.

use super::mailbox::Holds;
use super::room::{NONE, Room};
use super::sync::atomic::Ordering::SeqCst;

/// A mailbox.
#[derive(Debug, Default)]
pub struct Mailbox {
    room: Room,
}

impl Holds for Mailbox {
    fn put(&self, letter: u32) {
        let room = &self.room;
        room.changed.notify_all();
        let mut guard = room.lock.lock().unwrap();
        while room.letter.load(SeqCst) != NONE {
            guard = room.changed.wait(guard).unwrap();
        }
        room.letter.store(letter, SeqCst);
    }

    fn take(&self) -> u32 {
        let room = &self.room;
        let mut guard = room.lock.lock().unwrap();
        while room.letter.load(SeqCst) == NONE {
            guard = room.changed.wait(guard).unwrap();
        }
        let letter = room.letter.swap(NONE, SeqCst);
        room.changed.notify_all();
        letter
    }
}
