//! Misconception: where `len` says that there is a ticket, `pop` finds one. Somebody else has
//! taken it, and the server refuses.

use super::manager::channel::{Channel, ListProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ListProxy<u32>;

/// Puts so many tickets into the server.
pub fn new(manager: &Channel, tickets: u32) -> Given {
    manager.list(1..=tickets).unwrap()
}

/// Buys a ticket, if there is one left. Says whether there was.
pub fn buy(tickets: &Given) -> bool {
    if tickets.is_empty().unwrap() {
        return false;
    }
    tickets.pop().unwrap();
    true
}

/// How many tickets are left.
pub fn left(tickets: &Given) -> u32 {
    let left = tickets.len().unwrap();
    left.try_into().expect("there were not more")
}
