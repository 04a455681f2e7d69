//! Every buyer gets a number, and the first have a ticket. How many there are to sell does not
//! change, and each process knows it.

use super::manager::channel::{Channel, ValueProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = (ValueProxy<u32>, u32);

/// Puts so many tickets into the server.
pub fn new(manager: &Channel, tickets: u32) -> Given {
    (manager.value(0).unwrap(), tickets)
}

/// Buys a ticket, if there is one left. Says whether there was.
pub fn buy((buyers, tickets): &Given) -> bool {
    buyers.fetch_add(1).unwrap() < *tickets
}

/// How many tickets are left.
pub fn left((buyers, tickets): &Given) -> u32 {
    tickets.saturating_sub(buyers.get().unwrap())
}
