//! What most of the mailboxes are made of.

use super::sync::atomic::AtomicU32;
use super::sync::{Condvar, Mutex, name};

/// No letter.
pub const NONE: u32 = 0;

/// Room for one letter, a lock, and a condition to wait for a change.
#[derive(Debug)]
pub struct Room {
    /// The letter, or [`NONE`].
    pub letter: AtomicU32,
    /// Held by whoever changes the letter.
    pub lock: Mutex<()>,
    /// Notified after each change.
    pub changed: Condvar,
}

impl Default for Room {
    fn default() -> Room {
        let room = Room {
            letter: AtomicU32::new(NONE),
            lock: Mutex::new(()),
            changed: Condvar::new(),
        };
        name(&room.letter, "letter");
        name(&room.lock, "lock");
        name(&room.changed, "changed");
        room
    }
}
