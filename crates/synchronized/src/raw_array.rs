//! An array that processes share, without a lock.

use std::ops::Range;

use super::scalar::Scalar;
use super::synchronized::Object;
use crate::{NoSuchIndex, WrongLength};

/// A bare array, as `multiprocessing.RawArray`. Each access to an element is one step;
/// a slice is as many steps as it has elements, and others can come between.
#[derive(Debug)]
#[repr(transparent)]
pub struct RawArray<T: Scalar, const N: usize> {
    cells: [T::Cell; N],
}

impl<T: Scalar, const N: usize> RawArray<T, N> {
    /// An array that starts with these elements.
    #[must_use]
    pub fn new(elements: [T; N]) -> RawArray<T, N> {
        RawArray {
            cells: elements.map(T::cell),
        }
    }

    fn cell(&self, index: usize) -> Result<&T::Cell, NoSuchIndex> {
        self.cells
            .get(index)
            .ok_or(NoSuchIndex { index, length: N })
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

    /// Reads an element.
    ///
    /// # Errors
    ///
    /// If there is none of this index.
    #[track_caller]
    pub fn get(&self, index: usize) -> Result<T, NoSuchIndex> {
        self.cell(index).map(T::load)
    }

    /// Writes an element.
    ///
    /// # Errors
    ///
    /// If there is none of this index.
    #[track_caller]
    pub fn set(&self, index: usize, value: T) -> Result<(), NoSuchIndex> {
        T::store(self.cell(index)?, value);
        Ok(())
    }

    /// Copies a slice, element by element. What is beyond the end is left out.
    #[must_use]
    #[track_caller]
    pub fn slice(&self, range: Range<usize>) -> Vec<T> {
        let end = range.end.min(N);
        let mut copy = Vec::with_capacity(end.saturating_sub(range.start));
        for index in range.start..end {
            copy.push(T::load(&self.cells[index]));
        }
        copy
    }

    /// Replaces a slice, element by element, from this index on.
    ///
    /// # Errors
    ///
    /// If the array is too short. Nothing is written then.
    #[track_caller]
    pub fn set_slice(&self, start: usize, elements: &[T]) -> Result<(), WrongLength> {
        let room = N.saturating_sub(start);
        if elements.len() > room {
            return Err(WrongLength {
                start,
                length: room,
                given: elements.len(),
                all: N,
            });
        }
        for (index, element) in elements.iter().enumerate() {
            T::store(&self.cells[start + index], *element);
        }
        Ok(())
    }

    /// The array, its elements called by these names in witnesses.
    #[must_use]
    pub fn named(self, called: [&'static str; N]) -> RawArray<T, N> {
        for (cell, called) in self.cells.iter().zip(called) {
            T::call(cell, called);
        }
        self
    }
}

impl<T: Scalar, const N: usize> Object for RawArray<T, N> {}
