//! How a child ended.

use std::fmt;

use nix::sys::signal::Signal;
use rustix::process::WaitIdStatus;

/// How a child ended: by its own exit, or by a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExitStatus {
    /// The child exited with this code; 0 means success.
    Exited(u8),
    /// A signal killed the child.
    Killed {
        /// The number of the signal, such as 9 for SIGKILL.
        signal: i32,
    },
}

impl ExitStatus {
    /// Whether the child exited with code 0.
    pub fn success(self) -> bool {
        self == Self::Exited(0)
    }

    /// Reads the kernel's report; none when the child only stopped or went on.
    pub(crate) fn of_ended(report: &WaitIdStatus) -> Option<Self> {
        let killed = report.terminating_signal();
        // The kernel keeps the lowest eight bits of an exit code, and no others.
        let exited = report.exit_status().map(|code| code.to_le_bytes()[0]);
        killed
            .map(|signal| Self::Killed { signal })
            .or(exited.map(Self::Exited))
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Exited(code) => write!(f, "exited with code {code}"),
            Self::Killed { signal } => match Signal::try_from(signal) {
                Ok(name) => write!(f, "was killed by signal {signal} ({name:?})"),
                // Real-time signals have numbers only.
                Err(_) => write!(f, "was killed by signal {signal}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ExitStatus::{self, Exited, Killed};

    #[test]
    fn only_exit_code_zero_is_success() {
        assert!(Exited(0).success());
        assert!(!Exited(1).success());
        assert!(!Killed { signal: 0 }.success());
    }

    #[test]
    fn a_signal_is_told_by_number_and_by_name_if_it_has_one() {
        let told = |status: ExitStatus| status.to_string();
        assert_eq!(told(Exited(3)), "exited with code 3");
        assert_eq!(
            told(Killed { signal: 9 }),
            "was killed by signal 9 (SIGKILL)"
        );
        assert_eq!(told(Killed { signal: 40 }), "was killed by signal 40");
    }
}
