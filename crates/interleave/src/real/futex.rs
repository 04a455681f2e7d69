//! Waiting in the kernel until an atomic changes (Linux, `futex(2)`).
//!
//! The futexes are not private to a process: an atomic in shared memory works
//! between processes.

use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use rustix::thread::futex;

/// When to stop waiting, by the monotonic clock.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now. A time that the clock cannot show never comes.
    #[inline]
    #[must_use]
    pub fn after(time: Duration) -> Deadline {
        Deadline(Instant::now().checked_add(time))
    }
}

/// Waits until somebody calls [`wake`] on the atomic, if it has this value.
/// Comparing and beginning to wait are one step. Returns at once if it has another
/// value, and may return for no reason.
#[inline]
pub fn wait(atomic: &AtomicU32, expected: u32) {
    // Another value, a signal, a wake-up: whichever it was, the caller looks again.
    let _ = futex::wait(atomic, futex::Flags::empty(), expected, None);
}

/// As [`wait`], but no longer than until the deadline. Returns whether it has not
/// passed: if it has not, the caller looks again.
#[inline]
pub fn wait_until(atomic: &AtomicU32, expected: u32, deadline: Deadline) -> bool {
    let Some(deadline) = deadline.0 else {
        wait(atomic, expected);
        return true;
    };
    // The kernel measures a relative time by the monotonic clock, as `Instant` does.
    let left = deadline.saturating_duration_since(Instant::now());
    let left = futex::Timespec::try_from(left).ok();
    let result = futex::wait(atomic, futex::Flags::empty(), expected, left.as_ref());
    result != Err(rustix::io::Errno::TIMEDOUT)
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
