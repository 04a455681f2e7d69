//! Numbers that are loaded and stored in one step.
//!
//! On the machines that this book is for, a number of up to eight bytes that lies at a
//! multiple of its size is never half old and half new. The models say the same: to
//! load or store a scalar is one step.

use std::fmt;

use super::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, Ordering::Relaxed,
};
use super::sync::name;

/// A number that fits a memory cell of its own.
///
/// CPython names the kinds of number by a letter; here the type of the value says it.
///
/// | type code | C type | bytes | here |
/// |---|---|---|---|
/// | `c` | `char` | 1 | `u8`, or a `SharedString` |
/// | `b`, `B` | `signed char`, `unsigned char` | 1 | `i8`, `u8` |
/// | `h`, `H` | `short` | 2 | `i16`, `u16` |
/// | `i`, `I` | `int` | 4 | `i32`, `u32` |
/// | `l`, `L` | `long` | 8 | `i64`, `u64` |
/// | `q`, `Q` | `long long` | 8 | `i64`, `u64` |
/// | `f` | `float` | 4 | `f32` |
/// | `d` | `double` | 8 | `f64` |
/// | `u` | `wchar_t` | 4 | none: a `u32`, and `char::from_u32` |
/// | none: `c_bool` | `_Bool` | 1 | `bool` |
pub trait Scalar: Copy + Default + fmt::Debug + Send + Sync + 'static {
    /// The cell.
    type Cell: fmt::Debug + Send + Sync + 'static;

    /// A cell that holds this.
    fn cell(self) -> Self::Cell;
    /// Reads a cell.
    fn load(cell: &Self::Cell) -> Self;
    /// Writes a cell.
    fn store(cell: &Self::Cell, value: Self);
    /// Gives a cell the name that witnesses call it by.
    fn call(cell: &Self::Cell, called: &'static str);
}

// Relaxed, everywhere below: a bare value orders nothing, and is not meant to. What is to
// be ordered is done under a lock.

macro_rules! scalars {
    ($($name:ty = $cell:ident;)+) => {$(
        impl Scalar for $name {
            type Cell = $cell;

            fn cell(self) -> $cell {
                $cell::new(self)
            }

            fn call(cell: &$cell, called: &'static str) {
                name(cell, called);
            }

            #[track_caller]
            fn load(cell: &$cell) -> $name {
                cell.load(Relaxed)
            }

            #[track_caller]
            fn store(cell: &$cell, value: $name) {
                cell.store(value, Relaxed);
            }
        }
    )+};
}

scalars! {
    bool = AtomicBool;
    i8 = AtomicI8;
    i16 = AtomicI16;
    i32 = AtomicI32;
    i64 = AtomicI64;
    u8 = AtomicU8;
    u16 = AtomicU16;
    u32 = AtomicU32;
    u64 = AtomicU64;
}

macro_rules! floats {
    ($($name:ident = $cell:ident;)+) => {$(
        impl Scalar for $name {
            type Cell = $cell;

            fn cell(self) -> $cell {
                $cell::new(self.to_bits())
            }

            fn call(cell: &$cell, called: &'static str) {
                name(cell, called);
            }

            #[track_caller]
            fn load(cell: &$cell) -> $name {
                $name::from_bits(cell.load(Relaxed))
            }

            #[track_caller]
            fn store(cell: &$cell, value: $name) {
                cell.store(value.to_bits(), Relaxed);
            }
        }
    )+};
}

floats! {
    f32 = AtomicU32;
    f64 = AtomicU64;
}
