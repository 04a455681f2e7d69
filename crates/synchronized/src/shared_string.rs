//! A string of bytes that processes share, with a lock.

use super::locks::guard::hold;
use super::locks::promises::Exclusive;
use super::locks::rlock::RLock;
use super::raw_string::RawString;
use super::synchronized::{Synchronized, synchronized};
use crate::TooLong;

/// A string with its lock, as `multiprocessing.Array('c', …)`. Each call takes the lock
/// once.
pub type SharedString<const N: usize, L = RLock> = Synchronized<RawString<N>, L>;

impl<const N: usize> SharedString<N> {
    /// Room for so many bytes, filled with these, with a recursive lock.
    #[must_use]
    pub fn new(bytes: [u8; N]) -> SharedString<N> {
        SharedString::with_lock(bytes, RLock::new())
    }
}

impl<const N: usize, L: Exclusive> SharedString<N, L> {
    /// Room for so many bytes, filled with these, with this lock.
    #[must_use]
    pub fn with_lock(bytes: [u8; N], lock: L) -> SharedString<N, L> {
        synchronized(RawString::new(bytes), lock)
    }

    /// The bytes up to the first zero, under the lock.
    #[must_use]
    #[track_caller]
    pub fn value(&self) -> Vec<u8> {
        let _guard = hold(self.get_lock());
        self.get_obj().value()
    }

    /// All bytes, under the lock.
    #[must_use]
    #[track_caller]
    pub fn raw(&self) -> Vec<u8> {
        let _guard = hold(self.get_lock());
        self.get_obj().raw()
    }

    /// Writes a string, under the lock, and a zero behind it if there is room.
    ///
    /// # Errors
    ///
    /// If it is too long. Nothing is written then.
    #[track_caller]
    pub fn set_value(&self, value: &[u8]) -> Result<(), TooLong> {
        let _guard = hold(self.get_lock());
        self.get_obj().set_value(value)
    }
}
