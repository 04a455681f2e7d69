//! Misconception: what the server does under a lock, it does in one go. No ticket is sold
//! twice; but every buyer makes four calls, and the others wait for them.

use super::manager::channel::{Channel, LockProxy, ValueProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = (LockProxy, ValueProxy<u32>);

/// Puts so many tickets into the server.
pub fn new(manager: &Channel, tickets: u32) -> Given {
    (manager.lock().unwrap(), manager.value(tickets).unwrap())
}

/// Buys a ticket, if there is one left. Says whether there was.
pub fn buy((lock, left): &Given) -> bool {
    let _guard = lock.hold().unwrap();
    let seen = left.get().unwrap();
    if seen == 0 {
        return false;
    }
    left.set(seen - 1).unwrap();
    true
}

/// How many tickets are left.
pub fn left((_, left): &Given) -> u32 {
    left.get().unwrap()
}
