//! Misconception: if the number has changed, the tickets are gone. Only one of them is.

use super::manager::channel::{Channel, ValueProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ValueProxy<u32>;

/// Puts so many tickets into the server.
pub fn new(manager: &Channel, tickets: u32) -> Given {
    manager.value(tickets).unwrap()
}

/// Buys a ticket, if there is one left. Says whether there was.
pub fn buy(left: &Given) -> bool {
    let seen = left.get().unwrap();
    if seen == 0 {
        return false;
    }
    left.compare_exchange(seen, seen - 1).unwrap() == seen
}

/// How many tickets are left.
pub fn left(left: &Given) -> u32 {
    left.get().unwrap()
}
