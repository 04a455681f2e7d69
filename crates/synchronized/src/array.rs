//! An array that processes share, with a lock.

use std::ops::Range;

use super::locks::guard::hold;
use super::locks::promises::Exclusive;
use super::locks::rlock::RLock;
use super::raw_array::RawArray;
use super::scalar::Scalar;
use super::synchronized::{Synchronized, synchronized};
use crate::{NoSuchIndex, WrongLength};

/// An array with its lock, as `multiprocessing.Array`. Each call takes the lock once: a
/// slice is copied whole.
pub type Array<T, const N: usize, L = RLock> = Synchronized<RawArray<T, N>, L>;

impl<T: Scalar, const N: usize> Array<T, N> {
    /// An array that starts with these elements, with a recursive lock.
    #[must_use]
    pub fn new(elements: [T; N]) -> Array<T, N> {
        Array::with_lock(elements, RLock::new())
    }
}

impl<T: Scalar, const N: usize, L: Exclusive> Array<T, N, L> {
    /// An array that starts with these elements, with this lock.
    #[must_use]
    pub fn with_lock(elements: [T; N], lock: L) -> Array<T, N, L> {
        synchronized(RawArray::new(elements), lock)
    }

    /// The array, its elements called by these names in witnesses.
    #[must_use]
    pub fn named(self, called: [&'static str; N]) -> Array<T, N, L> {
        self.with_object(|raw| raw.named(called))
    }

    /// How many elements there are.
    #[must_use]
    #[allow(
        clippy::len_without_is_empty,
        reason = "the type says how many there are"
    )]
    pub const fn len(&self) -> usize {
        N
    }

    /// Reads an element, under the lock.
    ///
    /// # Errors
    ///
    /// If there is none of this index.
    #[track_caller]
    pub fn get(&self, index: usize) -> Result<T, NoSuchIndex> {
        let _guard = hold(self.get_lock());
        self.get_obj().get(index)
    }

    /// Writes an element, under the lock.
    ///
    /// # Errors
    ///
    /// If there is none of this index.
    #[track_caller]
    pub fn set(&self, index: usize, value: T) -> Result<(), NoSuchIndex> {
        let _guard = hold(self.get_lock());
        self.get_obj().set(index, value)
    }

    /// Copies a slice, under the lock. What is beyond the end is left out.
    #[must_use]
    #[track_caller]
    pub fn slice(&self, range: Range<usize>) -> Vec<T> {
        let _guard = hold(self.get_lock());
        self.get_obj().slice(range)
    }

    /// Replaces a slice from this index on, under the lock.
    ///
    /// # Errors
    ///
    /// If the array is too short. Nothing is written then.
    #[track_caller]
    pub fn set_slice(&self, start: usize, elements: &[T]) -> Result<(), WrongLength> {
        let _guard = hold(self.get_lock());
        self.get_obj().set_slice(start, elements)
    }
}
