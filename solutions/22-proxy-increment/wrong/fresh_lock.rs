//! Misconception: a lock that lies in the server is the same lock for all. Each call makes
//! another one there, and nobody else has a proxy of it.

use super::manager::channel::{Channel, ValueProxy};
use ::manager::{Makes, Over};

/// What every process is started with.
pub type Given = ValueProxy<u32>;

/// Puts the number into the server.
pub fn new(manager: &Channel) -> Given {
    manager.value(0).unwrap()
}

/// Adds one to the number.
pub fn increment(value: &Given) {
    let lock = value.transport().lock().unwrap();
    let _guard = lock.hold().unwrap();
    let seen = value.get().unwrap();
    value.set(seen + 1).unwrap();
}

/// The number.
pub fn total(value: &Given) -> u32 {
    value.get().unwrap()
}
