//! One is woken after each change. Those who want a letter and those who want room
//! sleep in one place: the one that is woken may have no use for it.

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
        let mut guard = room.lock.lock().unwrap();
        while room.letter.load(SeqCst) != NONE {
            guard = room.changed.wait(guard).unwrap();
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
        room.changed.notify_one();
        letter
    }
}
