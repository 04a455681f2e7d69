//! Which types may live in memory that several processes share.
//!
//! `Sync` answers that question for the threads of one process only. Two
//! processes share less: not their heaps, not their handles, and not the queue of
//! sleepers behind a `std::sync::Mutex`. No trait of the standard library knows
//! this difference, so one is written here.

#![allow(
    unsafe_code,
    reason = "which types may be shared by processes is a promise the compiler cannot check"
)]

use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicUsize,
};
#[cfg(target_has_atomic = "64")]
use std::sync::atomic::{AtomicI64, AtomicU64};

/// A type whose values several processes may use in one shared mapping.
///
/// Implemented for the standard atomics, and for arrays and tuples of such types.
/// [`AtomicPtr`](std::sync::atomic::AtomicPtr) is left out: an address means
/// something in one process only.
///
/// # Safety
///
/// The implementor promises, for every value that safe code can make of the type:
///
/// - It holds no pointer, no reference and no handle (such as a file descriptor
///   or a thread id): these have a meaning in one process only.
/// - It holds no lock that is private to a process. `std::sync::Mutex`,
///   `Condvar` and `RwLock` sleep on private futexes: a process never wakes one
///   that sleeps in another.
/// - Behind `&self` it changes only by atomic operations, or by writes that
///   atomic operations on the same value order.
/// - It has no drop glue: each process has its own [`Shared`](crate::Shared) for
///   the one value, so a destructor would run once in each.
///   `Shared::new` refuses drop glue when it is compiled.
/// - Nothing depends on its padding: no code compares, hashes or copies the value
///   byte by byte.
#[diagnostic::on_unimplemented(
    message = "`{Self}` must not live in memory shared by processes",
    label = "not known to work in shared memory",
    note = "use the standard atomics and arrays of them"
)]
pub unsafe trait InShared: Sync + 'static {}

/// Implements [`InShared`] for atomics.
macro_rules! in_shared {
    ($($atomic:ty),* $(,)?) => {$(
        // SAFETY: it is a plain number, changed by lock-free instructions that act
        // on the memory itself, through whichever process's mapping they reach it.
        unsafe impl InShared for $atomic {}
    )*};
}

in_shared!(AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicIsize);
in_shared!(AtomicU8, AtomicU16, AtomicU32, AtomicUsize);

#[cfg(target_has_atomic = "64")]
in_shared!(AtomicI64, AtomicU64);

// SAFETY: an array is its elements side by side, and each of them keeps the rule.
unsafe impl<T: InShared, const N: usize> InShared for [T; N] {}

/// Implements [`InShared`] for tuples.
macro_rules! tuples {
    ($($member:ident)+) => {
        // SAFETY: a tuple is its members side by side, and each of them keeps the rule.
        unsafe impl<$($member: InShared),+> InShared for ($($member,)+) {}
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
