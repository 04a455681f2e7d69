//! A letter is read under the lock, and taken out under the lock, and in between the
//! lock is free.

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
        room.changed.notify_all();
    }

    fn take(&self) -> u32 {
        let room = &self.room;
        let mut guard = room.lock.lock().unwrap();
        while room.letter.load(SeqCst) == NONE {
            guard = room.changed.wait(guard).unwrap();
        }
        let letter = room.letter.load(SeqCst);
        drop(guard);
        let _guard = room.lock.lock().unwrap();
        room.letter.store(NONE, SeqCst);
        room.changed.notify_all();
        letter
    }
}
