//! Which of the types may live in memory that several processes share.
#![allow(
    unsafe_code,
    reason = "which types may be shared by processes is a promise the compiler cannot check"
)]

use os::InShared;

use crate::real::raw_array::RawArray;
use crate::real::raw_string::RawString;
use crate::real::raw_struct::{Fields, RawStruct};
use crate::real::raw_value::RawValue;
use crate::real::scalar::Scalar;
use crate::real::synchronized::Synchronized;

// SAFETY: it is one atomic.
unsafe impl<T: Scalar<Cell: InShared>> InShared for RawValue<T> {}
// SAFETY: it is atomics side by side.
unsafe impl<T: Scalar<Cell: InShared>, const N: usize> InShared for RawArray<T, N> {}
// SAFETY: it is an array of bytes.
unsafe impl<const N: usize> InShared for RawString<N> {}
// SAFETY: it is its cells side by side.
unsafe impl<S: Fields<Cells: InShared>> InShared for RawStruct<S> {}
// SAFETY: it is an object and a lock that may.
unsafe impl<O: InShared, L: InShared> InShared for Synchronized<O, L> {}
