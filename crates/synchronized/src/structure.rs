//! A structure that processes share, with a lock.

use super::locks::guard::hold;
use super::locks::promises::Exclusive;
use super::locks::rlock::RLock;
use super::raw_struct::{Fields, RawStruct};
use super::synchronized::{Synchronized, synchronized};

/// A structure with its lock, as `multiprocessing.Value(Point, …)`. Each call takes the
/// lock once: for one field, or for all of them.
pub type Struct<S, L = RLock> = Synchronized<RawStruct<S>, L>;

impl<S: Fields> Struct<S> {
    /// A structure that starts with these fields, with a recursive lock.
    #[must_use]
    pub fn new(fields: S) -> Struct<S> {
        Struct::with_lock(fields, RLock::new())
    }
}

impl<S: Fields, L: Exclusive> Struct<S, L> {
    /// A structure that starts with these fields, with this lock.
    #[must_use]
    pub fn with_lock(fields: S, lock: L) -> Struct<S, L> {
        synchronized(RawStruct::new(fields), lock)
    }

    /// Copies all fields, under the lock.
    #[must_use]
    #[track_caller]
    pub fn copy(&self) -> S {
        let _guard = hold(self.get_lock());
        self.get_obj().copy()
    }

    /// Replaces all fields, under the lock.
    #[track_caller]
    pub fn assign(&self, fields: S) {
        let _guard = hold(self.get_lock());
        self.get_obj().assign(fields);
    }
}
