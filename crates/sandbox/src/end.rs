//! The end of a process as something that can be waited for beside its streams.

use std::io;
use std::os::fd::OwnedFd;
use std::process::Child;
use std::thread;

use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

/// A descriptor that becomes readable, or is hung up, when the child has ended. The child
/// is not reaped by that: its number stays its own, and may still be signalled.
///
/// # Errors
///
/// If the system gives no descriptor.
///
/// # Synchronization
///
/// Who sees the descriptor ready sees the child ended.
pub(crate) fn of(child: &Child) -> io::Result<OwnedFd> {
    let pid = Pid::from_child(child);
    #[cfg(target_os = "linux")]
    {
        // Linux 5.3 and later.
        let opened = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty());
        if let Ok(end) = opened {
            return Ok(end);
        }
    }
    let (reader, writer) = io::pipe()?;
    thread::Builder::new().spawn(move || {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while waitid(WaitId::Pid(pid), options).is_err_and(|error| error == Errno::INTR) {}
        drop(writer);
    })?;
    Ok(reader.into())
}
