//! No lock: the new number goes in only if the old one is still there. Whoever comes too late
//! begins again with what is there now.

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
    let mut seen = value.get().unwrap();
    loop {
        let there = value.compare_exchange(seen, seen + 1).unwrap();
        if there == seen {
            return;
        }
        seen = there;
    }
}

/// The number.
pub fn total(value: &Given) -> u32 {
    value.get().unwrap()
}
