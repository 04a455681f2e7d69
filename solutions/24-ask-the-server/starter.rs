//! Tickets in a server, and processes that sell them: the server has the number of those that
//! are left.
//!
//! No call comes between another one's beginning and its end. Yet there is a schedule in
//! which one ticket is sold twice.

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
    // TODO(you): sell no ticket twice, and do with one call, whether there is a ticket or not.
    let seen = left.get().unwrap();
    if seen == 0 {
        return false;
    }
    left.set(seen - 1).unwrap();
    true
}

/// How many tickets are left.
pub fn left(left: &Given) -> u32 {
    left.get().unwrap()
}
