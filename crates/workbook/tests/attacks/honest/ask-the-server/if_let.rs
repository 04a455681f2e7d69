//! `if let`, and an error that is passed on.

use super::manager::channel::{Channel, ListProxy};
use ::manager::{Makes, ProxyError, Refused};

pub type Given = ListProxy<u32>;

pub fn new(manager: &Channel, tickets: u32) -> Given {
    let all: Vec<u32> = (0..tickets).collect();
    manager.list(all).unwrap()
}

pub fn buy(tickets: &Given) -> bool {
    let bought = try_buy(tickets).unwrap_or_else(|error| panic!("{error}"));
    bought.is_some()
}

fn try_buy(tickets: &Given) -> Result<Option<u32>, ProxyError> {
    let popped = tickets.pop();
    if let Err(ProxyError::Refused(Refused::IndexOutOfRange)) = popped {
        return Ok(None);
    }
    popped.map(Some)
}

pub fn left(tickets: &Given) -> u32 {
    u32::try_from(tickets.len().unwrap()).unwrap_or(u32::MAX)
}
