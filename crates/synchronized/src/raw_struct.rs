//! A structure that processes share, without a lock.

use std::fmt;

use super::synchronized::Object;

/// A structure of scalars, each of which gets a memory cell of its own.
///
/// [`derive`](crate::Fields) writes this, and a trait with two functions a field: for
/// `Point { x: f64, y: f64 }` the trait `PointFields` with `x`, `set_x`, `y` and `set_y`.
pub trait Fields: Copy + Send + Sync + 'static {
    /// A cell for each field.
    type Cells: fmt::Debug + Send + Sync + 'static;

    /// Cells that hold these fields.
    fn cells(self) -> Self::Cells;
    /// Reads the cells, one after the other.
    fn load(cells: &Self::Cells) -> Self;
    /// Writes the cells, one after the other.
    fn store(cells: &Self::Cells, fields: Self);
}

/// A bare structure, as `multiprocessing.RawValue(Point, …)`. Each access to a field is
/// one step; a copy is as many steps as there are fields, and others can come between.
#[derive(Debug)]
#[repr(transparent)]
pub struct RawStruct<S: Fields> {
    cells: S::Cells,
}

impl<S: Fields> RawStruct<S> {
    /// A structure that starts with these fields.
    #[must_use]
    pub fn new(fields: S) -> RawStruct<S> {
        RawStruct {
            cells: fields.cells(),
        }
    }

    /// Copies all fields, one after the other.
    #[must_use]
    #[track_caller]
    pub fn copy(&self) -> S {
        S::load(&self.cells)
    }

    /// Replaces all fields, one after the other.
    #[track_caller]
    pub fn assign(&self, fields: S) {
        S::store(&self.cells, fields);
    }

    /// The cells of the fields, in order.
    #[doc(hidden)]
    pub fn cells(&self) -> &S::Cells {
        &self.cells
    }
}

impl<S: Fields> Object for RawStruct<S> {}
