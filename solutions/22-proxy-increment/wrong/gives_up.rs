//! Misconception: `try_acquire` waits. Whoever finds the lock held adds nothing.

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
    if lock.try_acquire().unwrap().is_some() {
        let seen = value.get().unwrap();
        value.set(seen + 1).unwrap();
        lock.release().unwrap();
    }
}

/// The number.
pub fn total((_, value): &Given) -> u32 {
    value.get().unwrap()
}
