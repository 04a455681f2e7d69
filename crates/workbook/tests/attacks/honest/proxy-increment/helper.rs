//! A helper that holds the lock while a closure runs.

use super::manager::channel::{Channel, LockProxy, ValueProxy};
use ::manager::Makes;

#[derive(Clone, Copy, Debug, Default)]
struct Step(u32);

pub type Given = (LockProxy, ValueProxy<u32>);

pub fn new(manager: &Channel) -> Given {
    let lock = manager.lock().expect("the server is there");
    let value = manager.value(0).expect("the server is there");
    (lock, value)
}

fn locked<R>(lock: &LockProxy, f: impl FnOnce() -> R) -> R {
    let _guard = lock.hold().unwrap();
    f()
}

pub fn increment(given: &Given) {
    let (lock, value) = given;
    let Step(by) = Step(1);
    locked(lock, || {
        let seen = value.get().unwrap();
        value.set(seen + by).unwrap();
    });
}

pub fn total(given: &Given) -> u32 {
    given.1.get().unwrap()
}
