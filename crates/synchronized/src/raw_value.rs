//! A value that processes share, without a lock.

use super::scalar::Scalar;

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

    /// The cell, to be named in a witness.
    pub(super) fn cell(&self) -> &T::Cell {
        &self.cell
    }
}
