//! A child process, seen from its parent.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::{
    event::PollFlags,
    io::retry_on_intr,
    process::{
        Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, pidfd_open, pidfd_send_signal, waitid,
    },
};

use crate::{ExitStatus, OsError, Patience, wire::ready};

/// A child that [`fork_child`](crate::fork_child) or
/// [`spawn_again`](crate::spawn_again) started.
///
/// Dropping it waits for the child to end, and ignores how: no child is left
/// behind, running or as a zombie. A child that never ends thus blocks the drop;
/// [`kill`](Child::kill) it first.
#[derive(Debug)]
#[must_use = "a child that is dropped is waited for at once, and runs beside nobody"]
pub struct Child {
    pid: Pid,
    /// Means this very process, also when its number has gone to another one.
    descriptor: OwnedFd,
    ended: Option<ExitStatus>,
}

impl Child {
    /// Takes charge of a child that this process has started.
    ///
    /// # Errors
    ///
    /// [`OsError::Wait`] when the kernel gives no descriptor for it. The child is killed
    /// and gone then.
    pub(crate) fn new(raw_pid: i32) -> Result<Self, OsError> {
        let pid = Pid::from_raw(raw_pid).expect("a started child has a positive process id");
        match pidfd_open(pid, PidfdFlags::empty()) {
            Ok(descriptor) => Ok(Self {
                pid,
                descriptor,
                ended: None,
            }),
            Err(errno) => {
                // Nobody has waited for it, so the number is still its own.
                let _ = rustix::process::kill_process(pid, Signal::KILL);
                let _ = retry_on_intr(|| waitid(WaitId::Pid(pid), WaitIdOptions::EXITED));
                Err(OsError::Wait {
                    pid: pid.as_raw_nonzero().get().unsigned_abs(),
                    source: errno.into(),
                })
            }
        }
    }

    /// The child's process id, as [`std::process::id`] gives it in the child.
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// A descriptor that is ready to be read when the child has ended, and not before.
    pub fn sentinel(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }

    /// Waits until the child ends, and tells how it ended.
    ///
    /// A signal that is handled meanwhile does not end the waiting.
    ///
    /// # Synchronization
    ///
    /// All that the child did → the return of this call.
    ///
    /// # Errors
    ///
    /// [`OsError::Wait`] when somebody else has already waited for this child, or
    /// when the program ignores SIGCHLD.
    pub fn wait(mut self) -> Result<ExitStatus, OsError> {
        self.reap()
    }

    /// As [`wait`](Child::wait), but waits no longer than this. Returns nothing while the
    /// child runs; asked again, it says the same again.
    ///
    /// # Errors
    ///
    /// As [`wait`](Child::wait).
    pub fn wait_within(&mut self, patience: Patience) -> Result<Option<ExitStatus>, OsError> {
        if self.ended.is_none() && ready(self.sentinel(), PollFlags::IN, patience)? {
            self.reap()?;
        }
        Ok(self.ended)
    }

    /// Kills the child with SIGKILL, which it cannot handle.
    ///
    /// The child may still run when this returns, and its death becomes known by
    /// [`wait`](Child::wait). Killing a child that has ended does nothing.
    ///
    /// # Errors
    ///
    /// [`OsError::Kill`] when the kernel refuses, as when the child has become
    /// another user.
    pub fn kill(&self) -> Result<(), OsError> {
        self.signal(Signal::KILL)
    }

    /// Asks the child to end with SIGTERM: it ends at once, wherever it is, unless it
    /// blocks or handles that signal.
    ///
    /// # Errors
    ///
    /// As [`kill`](Child::kill).
    pub fn terminate(&self) -> Result<(), OsError> {
        self.signal(Signal::TERM)
    }

    fn signal(&self, signal: Signal) -> Result<(), OsError> {
        match pidfd_send_signal(&self.descriptor, signal) {
            // It has ended.
            Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
            Err(errno) => Err(OsError::Kill {
                pid: self.pid(),
                source: errno.into(),
            }),
        }
    }

    /// Waits for the child, unless somebody has.
    fn reap(&mut self) -> Result<ExitStatus, OsError> {
        loop {
            if let Some(status) = self.ended {
                return Ok(status);
            }
            let it = WaitId::PidFd(self.descriptor.as_fd());
            let report = retry_on_intr(|| waitid(it.clone(), WaitIdOptions::EXITED));
            let report = report.map_err(|errno| OsError::Wait {
                pid: self.pid(),
                source: errno.into(),
            })?;
            self.ended = report.and_then(|status| ExitStatus::of_ended(&status));
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // How the child ended was of no interest, and a drop cannot report errors.
        let _ = self.reap();
    }
}
