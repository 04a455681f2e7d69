//! A number in a server, and processes that add one to it. Each has a proxy of it.
//!
//! The server takes one call after the other, and each to its end. Yet there is a schedule
//! in which an increment is lost.

use super::manager::channel::{Channel, ValueProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ValueProxy<u32>;

/// Puts the number into the server.
pub fn new(manager: &Channel) -> Given {
    manager.value(0).unwrap()
}

/// Adds one to the number.
pub fn increment(value: &Given) {
    // TODO(you): lose no increment, whatever the schedule.
    let seen = value.get().unwrap();
    value.set(seen + 1).unwrap();
}

/// The number.
pub fn total(value: &Given) -> u32 {
    value.get().unwrap()
}
