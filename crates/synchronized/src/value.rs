//! A value that processes share, with a lock.

use super::locks::guard::hold;
use super::locks::promises::Exclusive;
use super::locks::rlock::RLock;
use super::raw_value::RawValue;
use super::scalar::Scalar;

/// A value with its lock, as `multiprocessing.Value`.
///
/// [`Value::get`] and [`Value::set`] take the lock for one access each. To read, compute
/// and write is two accesses: others can come between, unless the caller holds the lock
/// all the while. With the recursive lock that is the default, it can.
#[derive(Debug)]
#[repr(C)]
pub struct Value<T: Scalar, L: Exclusive = RLock> {
    lock: L,
    raw: RawValue<T>,
}

impl<T: Scalar> Value<T> {
    /// A value that starts here, with a recursive lock.
    #[must_use]
    pub fn new(value: T) -> Value<T> {
        Value::with_lock(value, RLock::new())
    }
}

impl<T: Scalar, L: Exclusive> Value<T, L> {
    /// A value that starts here, with this lock.
    #[must_use]
    pub fn with_lock(value: T, lock: L) -> Value<T, L> {
        Value {
            lock,
            raw: RawValue::new(value),
        }
    }

    /// Reads the value, under the lock.
    ///
    /// # Deadlocks
    ///
    /// If the caller holds the lock, and it is not recursive.
    #[must_use]
    #[track_caller]
    pub fn get(&self) -> T {
        let _guard = hold(&self.lock);
        self.raw.get()
    }

    /// Writes the value, under the lock.
    ///
    /// # Deadlocks
    ///
    /// As [`Value::get`].
    #[track_caller]
    pub fn set(&self, value: T) {
        let _guard = hold(&self.lock);
        self.raw.set(value);
    }

    /// The lock: the same one at every call.
    pub fn get_lock(&self) -> &L {
        &self.lock
    }

    /// The value without its lock. Who uses it goes past everybody who holds the lock.
    pub fn get_obj(&self) -> &RawValue<T> {
        &self.raw
    }
}
