//! A number and a lock, both in the server. A process holds the lock from its first call to
//! its last.

use super::manager::channel::{Channel, LockProxy, ValueProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = (LockProxy, ValueProxy<u32>);

/// Puts the number and its lock into the server.
pub fn new(manager: &Channel) -> Given {
    (manager.lock().unwrap(), manager.value(0).unwrap())
}

/// Adds one to the number.
pub fn increment((lock, value): &Given) {
    let _guard = lock.hold().unwrap();
    let seen = value.get().unwrap();
    value.set(seen + 1).unwrap();
}

/// The number.
pub fn total((_, value): &Given) -> u32 {
    value.get().unwrap()
}
