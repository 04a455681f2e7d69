//! A forked child, seen from its parent.

use rustix::{
    io::retry_on_intr,
    process::{Pid, Signal, WaitOptions, kill_process, waitpid},
};

use crate::{ExitStatus, OsError};

/// A child that [`fork_child`](crate::fork_child) started.
///
/// Dropping it waits for the child to end, and ignores how: no child is left
/// behind, running or as a zombie. A child that never ends thus blocks the drop;
/// [`kill`](Child::kill) it first.
#[derive(Debug)]
#[must_use = "a child that is dropped is waited for at once, and runs beside nobody"]
pub struct Child {
    pid: Pid,
    reaped: bool,
}

impl Child {
    /// Takes charge of a child that this process has started.
    pub(crate) fn new(raw_pid: i32) -> Self {
        let pid = Pid::from_raw(raw_pid).expect("a started child has a positive process id");
        Self { pid, reaped: false }
    }

    /// The child's process id, as [`std::process::id`] gives it in the child.
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
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
        kill_process(self.pid, Signal::KILL).map_err(|errno| OsError::Kill {
            pid: self.pid(),
            source: errno.into(),
        })
    }

    /// Waits for the child, for the first and last time.
    fn reap(&mut self) -> Result<ExitStatus, OsError> {
        self.reaped = true;
        loop {
            let report = retry_on_intr(|| waitpid(Some(self.pid), WaitOptions::empty()));
            let report = report.map_err(|errno| OsError::Wait {
                pid: self.pid(),
                source: errno.into(),
            })?;
            // A child that only stopped, which a debugger gets to see, has not ended.
            if let Some(status) = report.and_then(|(_, status)| ExitStatus::of_ended(status)) {
                return Ok(status);
            }
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if !self.reaped {
            // How the child ended was of no interest, and a drop cannot report errors.
            let _ = self.reap();
        }
    }
}
