//! Waiting in the kernel until an atomic changes (Linux, `futex(2)`).
//!
//! The futexes are not private to a process: an atomic in shared memory works
//! between processes.

use std::sync::atomic::AtomicU32;

use rustix::thread::futex;

/// Waits until somebody calls [`wake`] on the atomic, if it has this value.
/// Comparing and beginning to wait are one step. Returns at once if it has another
/// value, and may return for no reason.
#[inline]
pub fn wait(atomic: &AtomicU32, expected: u32) {
    // Another value, a signal, a wake-up: whichever it was, the caller looks again.
    let _ = futex::wait(atomic, futex::Flags::empty(), expected, None);
}

/// Wakes up to so many of the processes that wait at the atomic, whichever. Returns
/// how many.
#[inline]
pub fn wake(atomic: &AtomicU32, count: usize) -> usize {
    // The kernel takes it for a signed number.
    let count = u32::try_from(count)
        .unwrap_or(u32::MAX)
        .min(i32::MAX as u32);
    // It fails only for an address that is none, and this is a reference.
    futex::wake(atomic, futex::Flags::empty(), count).unwrap_or(0)
}
