//! The server has the tickets themselves, and not their number. To take one out is one call,
//! and the server says whether there was one.

use super::manager::channel::{Channel, ListProxy};
use ::manager::{Makes, ProxyError, Refused};

/// What every process is started with.
pub type Given = ListProxy<u32>;

/// Puts so many tickets into the server.
pub fn new(manager: &Channel, tickets: u32) -> Given {
    manager.list(1..=tickets).unwrap()
}

/// Buys a ticket, if there is one left. Says whether there was.
pub fn buy(tickets: &Given) -> bool {
    match tickets.pop() {
        Ok(_) => true,
        Err(ProxyError::Refused(Refused::IndexOutOfRange)) => false,
        Err(error) => panic!("{error}"),
    }
}

/// How many tickets are left.
pub fn left(tickets: &Given) -> u32 {
    let left = tickets.len().unwrap();
    left.try_into().expect("there were not more")
}
