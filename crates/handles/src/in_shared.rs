//! Which of the types may live in memory that several processes share.
#![allow(
    unsafe_code,
    reason = "which types may be shared by processes is a promise the compiler cannot check"
)]

use os::InShared;

use crate::real::room::Room;
use crate::real::unfinished::Unfinished;

// SAFETY: it is one atomic, and its futex is not private to a process.
unsafe impl InShared for Unfinished {}
// SAFETY: it is atomics and a number that never changes, and its futex is not private to a
// process.
unsafe impl InShared for Room {}
