//! Sleeping at a word, for ever or until a deadline.

use super::sync::atomic::AtomicU32;
use super::sync::futex;
use super::sync::time::Deadline;

/// Sleeps while the word has this value, until somebody wakes it or the deadline passes.
/// Returns whether it had not passed.
#[track_caller]
pub(super) fn sleep(word: &AtomicU32, value: u32, until: Option<Deadline>) -> bool {
    match until {
        None => {
            futex::wait(word, value);
            true
        }
        Some(deadline) => futex::wait_until(word, value, deadline),
    }
}
