//! A value that processes share, with a lock.

use super::locks::guard::hold;
use super::locks::promises::Exclusive;
use super::locks::rlock::RLock;
use super::raw_value::RawValue;
use super::scalar::Scalar;
use super::synchronized::{Synchronized, synchronized};

/// A value with its lock, as `multiprocessing.Value`.
///
/// [`get`](Value::get) and [`set`](Value::set) take the lock for one access each. To
/// read, compute and write is two accesses: others can come between, unless the caller
/// holds the lock all the while. With the recursive lock that is the default, it can.
pub type Value<T, L = RLock> = Synchronized<RawValue<T>, L>;

// ANCHOR: value
impl<T: Scalar, L: Exclusive> Value<T, L> {
    /// Reads the value, under the lock.
    ///
    /// # Deadlocks
    ///
    /// If the caller holds the lock, and it is not recursive.
    #[must_use]
    #[track_caller]
    pub fn get(&self) -> T {
        let _guard = hold(self.get_lock());
        self.get_obj().get()
    }

    /// Writes the value, under the lock.
    ///
    /// # Deadlocks
    ///
    /// As [`get`](Value::get).
    #[track_caller]
    pub fn set(&self, value: T) {
        let _guard = hold(self.get_lock());
        self.get_obj().set(value);
    }
}
// ANCHOR_END: value

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
        synchronized(RawValue::new(value), lock)
    }

    /// The value, called by this name in witnesses.
    #[must_use]
    pub fn named(self, called: &'static str) -> Value<T, L> {
        self.with_object(|raw| raw.named(called))
    }
}
