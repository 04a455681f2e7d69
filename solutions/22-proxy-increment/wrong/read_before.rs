//! Misconception: only the call that changes the number must be under the lock.

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
    let seen = value.get().unwrap();
    let _guard = lock.hold().unwrap();
    value.set(seen + 1).unwrap();
}

/// The number.
pub fn total((_, value): &Given) -> u32 {
    value.get().unwrap()
}
