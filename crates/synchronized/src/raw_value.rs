//! A value that processes share, without a lock.

use super::scalar::Scalar;
use super::synchronized::Object;

/// A bare value, as `multiprocessing.RawValue`. Each access is one step, and nothing
/// keeps another process from coming between two.
#[derive(Debug)]
#[repr(transparent)]
pub struct RawValue<T: Scalar> {
    cell: T::Cell,
}

impl<T: Scalar> RawValue<T> {
    /// A value that starts here.
    #[must_use]
    pub fn new(value: T) -> RawValue<T> {
        RawValue { cell: value.cell() }
    }

    /// Reads the value.
    #[must_use]
    #[track_caller]
    pub fn get(&self) -> T {
        T::load(&self.cell)
    }

    /// Writes the value.
    #[track_caller]
    pub fn set(&self, value: T) {
        T::store(&self.cell, value);
    }

    /// The value, called by this name in witnesses.
    #[must_use]
    pub fn named(self, called: &'static str) -> RawValue<T> {
        T::call(&self.cell, called);
        self
    }
}

impl<T: Scalar> Object for RawValue<T> {}
