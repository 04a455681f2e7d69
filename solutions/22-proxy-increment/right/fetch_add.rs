//! No lock: the server adds, and to add is one call.

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
    value.fetch_add(1).unwrap();
}

/// The number.
pub fn total(value: &Given) -> u32 {
    value.get().unwrap()
}
