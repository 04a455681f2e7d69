//! The programs of the chapter: what goes wrong with shared values, and what does not.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::array::Array;
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::raw_array::RawArray;
use super::raw_value::RawValue;
use super::sync::{Arc, name, thread};
use super::value::Value;

/// Runs two bodies at once, and returns what they do.
fn both<S: Send + Sync + 'static, R: Send + 'static>(
    shared: &Arc<S>,
    first: fn(&S) -> R,
    second: fn(&S) -> R,
) -> [R; 2] {
    let start = |body: fn(&S) -> R| {
        let shared = Arc::clone(shared);
        thread::spawn(move || body(&shared))
    };
    [start(first), start(second)].map(|process| process.join().expect("it does not panic"))
}

/// Two processes add one, each in this way. Returns the total.
fn total(first: fn(&Value<u32>), second: fn(&Value<u32>)) -> u32 {
    let value = Arc::new(Value::new(0));
    name(value.get_obj().cell(), "value");
    both(&value, first, second);
    value.get()
}

/// No lock at all.
pub fn bare() -> u32 {
    let value = Arc::new(RawValue::new(0));
    name(value.cell(), "value");
    let adds = |value: &RawValue<u32>| value.set(value.get() + 1);
    both(&value, adds, adds);
    value.get()
}

/// The lock guards the read, and then the write.
pub fn per_access() -> u32 {
    let adds = |value: &Value<u32>| value.set(value.get() + 1);
    total(adds, adds)
}

/// The lock is held from the read to the write.
pub fn with_get_lock() -> u32 {
    total(adds_under_lock, adds_under_lock)
}

fn adds_under_lock(value: &Value<u32>) {
    let _guard = hold(value.get_lock());
    value.set(value.get() + 1);
}

/// Each call makes a lock of its own.
pub fn fresh_lock() -> u32 {
    let adds = |value: &Value<u32>| {
        let lock = Lock::new();
        let _guard = hold(&lock);
        value.set(value.get() + 1);
    };
    total(adds, adds)
}

/// One process uses the value's lock, the other one goes past it.
pub fn past_the_lock() -> u32 {
    total(adds_under_lock, |value| {
        let raw = value.get_obj();
        raw.set(raw.get() + 1);
    })
}

/// One process uses the value's lock, the other one a lock beside it.
pub fn two_locks() -> u32 {
    let shared = Arc::new((Value::new(0), Lock::new()));
    name(shared.0.get_obj().cell(), "value");
    both(
        &shared,
        |(value, _)| adds_under_lock(value),
        |(value, lock)| {
            let _guard = hold(lock);
            value.set(value.get() + 1);
        },
    );
    shared.0.get()
}

/// The value's lock is not recursive, and is held around `get`.
pub fn plain_lock_around() -> u32 {
    let value = Arc::new(Value::with_lock(0, Lock::new()));
    let adds = |value: &Value<u32, Lock>| {
        let _guard = hold(value.get_lock());
        value.set(value.get() + 1);
    };
    both(&value, adds, adds);
    value.get()
}

/// A bare value and one lock for it are enough.
pub fn one_lock_beside() -> u32 {
    let shared = Arc::new((RawValue::new(0), Lock::new()));
    let adds = |(value, lock): &(RawValue<u32>, Lock)| {
        let _guard = hold(lock);
        value.set(value.get() + 1);
    };
    both(&shared, adds, adds);
    shared.0.get()
}

/// Each process adds one under the lock, and reads the number for its log when it has
/// given the lock back. Returns the log in order.
pub fn log_after_release() -> Vec<u32> {
    log(|value| {
        adds_under_lock(value);
        value.get()
    })
}

/// Each process reads the number for its log while it still holds the lock.
pub fn log_under_lock() -> Vec<u32> {
    log(|value| {
        let _guard = hold(value.get_lock());
        adds_under_lock(value);
        value.get()
    })
}

fn log(adds: fn(&Value<u32>) -> u32) -> Vec<u32> {
    let value = Arc::new(Value::new(0));
    let mut log = both(&value, adds, adds).to_vec();
    log.sort_unstable();
    log
}

/// One process replaces two elements, the other one copies both, without a lock.
pub fn slice_of_a_raw_array() -> Vec<u32> {
    let array = Arc::new(RawArray::new([0, 0]));
    for (cell, name_of) in array.cells().iter().zip(["first", "second"]) {
        name(cell, name_of);
    }
    let [copy, _] = both(
        &array,
        |array| array.slice(0..2),
        |array| {
            array.set_slice(0, &[1, 1]).expect("it fits");
            Vec::new()
        },
    );
    copy
}

/// The same under the array's lock.
pub fn slice_of_an_array() -> Vec<u32> {
    let array = Arc::new(Array::new([0, 0]));
    let [copy, _] = both(
        &array,
        |array: &Array<u32, 2>| array.slice(0..2),
        |array| {
            array.set_slice(0, &[1, 1]).expect("it fits");
            Vec::new()
        },
    );
    copy
}
