//! What goes wrong when shared data is misused. It is left as it was.

use thiserror::Error;

/// There is no element of this index. CPython: `IndexError: invalid index`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is no element {index}: the array has {length}")]
pub struct NoSuchIndex {
    /// The index asked for.
    pub index: usize,
    /// How many elements there are.
    pub length: usize,
}

/// A slice is replaced by one of another length. CPython: `ValueError: Can only assign
/// sequence of same size`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{given} elements cannot replace {length} from {start} on: the array has {all}")]
pub struct WrongLength {
    /// Where the slice starts.
    pub start: usize,
    /// How long it would have to be.
    pub length: usize,
    /// How many elements were given.
    pub given: usize,
    /// How many elements there are.
    pub all: usize,
}

/// A string does not fit. CPython: `ValueError: byte string too long`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{given} bytes are too long for a string of {room}")]
pub struct TooLong {
    /// How many bytes were given.
    pub given: usize,
    /// How many there is room for.
    pub room: usize,
}
