//! How a process ended.

use std::fmt;

use os::ExitStatus;

use super::report::PanicReport;

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// As the kernel tells it.
    pub status: ExitStatus,
    /// What it said when it panicked.
    pub panic: Option<PanicReport>,
}

impl Exit {
    /// The exit code, or the number of the signal that killed it, as a negative number.
    #[must_use]
    pub fn code(&self) -> i32 {
        match self.status {
            ExitStatus::Exited(code) => code.into(),
            ExitStatus::Killed { signal } => -signal,
        }
    }

    /// Whether all went well.
    #[must_use]
    pub fn success(&self) -> bool {
        self.status.success()
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        self.panic
            .as_ref()
            .map_or(Ok(()), |panic| write!(f, ": it {panic}"))
    }
}
