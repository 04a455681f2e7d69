//! Misconception: where the server counts down by itself, the look before it does no harm.
//! Between the two calls somebody else buys.

use super::manager::channel::{Channel, ValueProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ValueProxy<i64>;

/// Puts so many tickets into the server.
pub fn new(manager: &Channel, tickets: u32) -> Given {
    manager.value(i64::from(tickets)).unwrap()
}

/// Buys a ticket, if there is one left. Says whether there was.
pub fn buy(left: &Given) -> bool {
    if left.get().unwrap() <= 0 {
        return false;
    }
    left.fetch_add(-1).unwrap();
    true
}

/// How many tickets are left.
pub fn left(left: &Given) -> u32 {
    let left = left.get().unwrap();
    left.max(0).try_into().expect("there were not more")
}
