//! Which of the types may live in memory that several processes share.
#![allow(
    unsafe_code,
    reason = "which types may be shared by processes is a promise the compiler cannot check"
)]

use os::InShared;

use crate::real::array::Array;
use crate::real::locks::promises::Exclusive;
use crate::real::raw_array::RawArray;
use crate::real::raw_value::RawValue;
use crate::real::scalar::Scalar;
use crate::real::shared_string::SharedString;
use crate::real::value::Value;

// SAFETY: it is one atomic.
unsafe impl<T: Scalar<Cell: InShared>> InShared for RawValue<T> {}
// SAFETY: it is atomics side by side.
unsafe impl<T: Scalar<Cell: InShared>, const N: usize> InShared for RawArray<T, N> {}
// SAFETY: it is an atomic and a lock that may.
unsafe impl<T: Scalar<Cell: InShared>, L: Exclusive + InShared> InShared for Value<T, L> {}
// SAFETY: it is atomics and a lock that may.
unsafe impl<T: Scalar<Cell: InShared>, const N: usize, L: Exclusive + InShared> InShared
    for Array<T, N, L>
{
}
// SAFETY: it is an array of bytes and a lock that may.
unsafe impl<const N: usize, L: Exclusive + InShared> InShared for SharedString<N, L> {}
