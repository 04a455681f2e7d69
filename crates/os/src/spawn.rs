//! Spawning a child that runs this program anew.

use std::{
    ffi::OsStr,
    os::fd::OwnedFd,
    process::{Command, Stdio},
};

use crate::{Child, OsError};

/// Starts this program once more, with these arguments and with this descriptor as its
/// standard input.
///
/// The child shares nothing with its parent but that descriptor, its standard output and
/// its standard error: other descriptors of ours are closed when it starts.
///
/// The kernel runs the very file that this process runs, even when another one has taken
/// its name meanwhile. Any thread may call it. No hook of [`at_fork`](crate::at_fork) is
/// called.
///
/// # Errors
///
/// [`OsError::Spawn`] when the kernel refuses.
pub fn spawn_again<A: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = A>,
    input: OwnedFd,
) -> Result<Child, OsError> {
    let started = Command::new("/proc/self/exe")
        .args(arguments)
        .stdin(Stdio::from(input))
        .spawn()
        .map_err(|source| OsError::Spawn { source })?;
    // Dropping the standard library's child neither waits for it nor ends it.
    Child::new(started.id().cast_signed())
}
