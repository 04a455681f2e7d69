//! Who was woken puts a letter in without looking again.

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
        let guard = room.lock.lock().unwrap();
        let _guard = if room.letter.load(SeqCst) != NONE {
            room.changed.wait(guard).unwrap()
        } else {
            guard
        };
        room.letter.store(letter, SeqCst);
        room.changed.notify_all();
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
