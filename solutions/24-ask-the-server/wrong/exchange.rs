//! Misconception: without a lock it is one call. It is two at least: one to look, and one to
//! put in what was worked out.

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
    let mut seen = left.get().unwrap();
    while seen > 0 {
        let there = left.compare_exchange(seen, seen - 1).unwrap();
        if there == seen {
            return true;
        }
        seen = there;
    }
    false
}

/// How many tickets are left.
pub fn left(left: &Given) -> u32 {
    left.get().unwrap()
}
