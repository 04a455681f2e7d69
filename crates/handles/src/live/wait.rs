//! Waiting for whichever process ends first.

use os::{Patience, wait_for_any};

use super::error::ProcessError;
use super::process::Process;

/// Waits until one of these processes has ended, and returns its index; nothing if none
/// did so in time, or if there are none. Of several that have ended it is the first in the
/// list.
///
/// # Errors
///
/// As [`Process::exit`]; [`ProcessError::NotStarted`] if
/// one was not started; [`OsError::Wire`](os::OsError::Wire) when the kernel refuses.
pub fn first_to_end(
    processes: &mut [Process],
    patience: Patience,
) -> Result<Option<usize>, ProcessError> {
    // One whose end is known has no sentinel any more.
    for (index, process) in processes.iter_mut().enumerate() {
        if process.exit()?.is_some() {
            return Ok(Some(index));
        }
    }
    let sentinels: Result<Vec<_>, _> = processes.iter_mut().map(Process::sentinel).collect();
    match sentinels?.as_slice() {
        [] => Ok(None),
        sentinels => Ok(wait_for_any(sentinels, patience)?),
    }
}
