//! Adding one to a value, in ways that lose updates and in ways that do not.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::locks::promises::Exclusive;
use super::raw_value::RawValue;
use super::sync::Mutex;
use super::value::Value;

// ANCHOR: bare
/// Without a lock.
pub fn bare(value: &RawValue<u32>) {
    value.set(value.get() + 1);
}
// ANCHOR_END: bare

// ANCHOR: per_access
/// The lock guards the read, and then the write.
pub fn per_access<L: Exclusive>(value: &Value<u32, L>) {
    value.set(value.get() + 1);
}
// ANCHOR_END: per_access

// ANCHOR: per_access_at_once
/// The same with a lock of the models, which is taken in one step.
///
/// # Panics
///
/// If a process panicked while it held the lock.
pub fn per_access_at_once((value, lock): &(RawValue<u32>, Mutex<()>)) {
    let seen = {
        let _guard = lock.lock().unwrap();
        value.get()
    };
    let _guard = lock.lock().unwrap();
    value.set(seen + 1);
}
// ANCHOR_END: per_access_at_once

// ANCHOR: with_get_lock
/// The lock is held from the read to the write.
pub fn with_get_lock<L: Exclusive>(value: &Value<u32, L>) {
    let _guard = hold(value.get_lock());
    value.set(value.get() + 1);
}
// ANCHOR_END: with_get_lock

// ANCHOR: with_get_obj
/// The lock is held from the read to the write, and taken once.
pub fn with_get_obj<L: Exclusive>(value: &Value<u32, L>) {
    let _guard = hold(value.get_lock());
    bare(value.get_obj());
}
// ANCHOR_END: with_get_obj

// ANCHOR: one_lock_beside
/// A bare value, and one lock for it.
pub fn one_lock_beside((value, lock): &(RawValue<u32>, Lock)) {
    let _guard = hold(lock);
    bare(value);
}
// ANCHOR_END: one_lock_beside

// ANCHOR: fresh_lock
/// A lock is made for each call.
pub fn fresh_lock(value: &RawValue<u32>) {
    let lock = Lock::new().named("a new lock");
    let _guard = hold(&lock);
    value.set(value.get() + 1);
}
// ANCHOR_END: fresh_lock

// ANCHOR: past_the_lock
/// The value without its lock.
pub fn past_the_lock(value: &Value<u32>) {
    bare(value.get_obj());
}
// ANCHOR_END: past_the_lock

// ANCHOR: two_locks
/// Under the value's own lock.
pub fn under_its_own((value, _): &(Value<u32>, Lock)) {
    with_get_lock(value);
}

/// Under the lock beside it.
pub fn under_the_other((value, lock): &(Value<u32>, Lock)) {
    let _guard = hold(lock);
    value.set(value.get() + 1);
}
// ANCHOR_END: two_locks
