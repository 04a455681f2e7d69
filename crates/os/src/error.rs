//! What can go wrong between this crate and the kernel.

use std::io;

use crate::ExitStatus;

/// An error of this crate. Its message tells what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OsError {
    /// The kernel made no shared mapping.
    #[error("cannot map {bytes} bytes of shared memory: free memory or drop other mappings")]
    Map {
        /// Size of the value to share, in bytes.
        bytes: usize,
        /// What the kernel answered.
        source: io::Error,
    },

    /// The threads of this process could not be counted.
    #[error("cannot count the threads of this process in /proc/self/task: mount /proc")]
    CountThreads {
        /// What reading the directory gave.
        source: io::Error,
    },

    /// A process with several threads asked to fork.
    #[error(
        "this process has {threads} threads, and only a process with one may fork: \
         fork before starting threads, or join them first"
    )]
    ManyThreads {
        /// Number of threads, the caller included.
        threads: usize,
    },

    /// Standard output could not be flushed before a child was started.
    #[error(
        "cannot flush standard output before starting a child: check that its reader still runs"
    )]
    Flush {
        /// What writing gave.
        source: io::Error,
    },

    /// The kernel refused to fork.
    #[error("cannot fork: start fewer processes, or raise the limit that `ulimit -u` shows")]
    Fork {
        /// What the kernel answered.
        source: io::Error,
    },

    /// The kernel refused to start this program anew.
    #[error(
        "cannot start this program anew: start fewer processes, or raise the limit that \
         `ulimit -u` shows"
    )]
    Spawn {
        /// What the kernel answered.
        source: io::Error,
    },

    /// The kernel gave no random bytes.
    #[error("cannot get random bytes from the kernel")]
    Random {
        /// What the kernel answered.
        source: io::Error,
    },

    /// The kernel did not hold a signal back.
    #[error("cannot hold SIGTERM back")]
    Mask {
        /// What the kernel answered.
        source: io::Error,
    },

    /// A descriptor that arrived leads to something else than was expected.
    #[error("the descriptor that arrived does not lead to a shared value of {bytes} bytes")]
    WrongMapping {
        /// Size of the value that was expected, in bytes.
        bytes: usize,
    },

    /// A message could not be sent or received.
    #[error("cannot {what}")]
    Wire {
        /// What was tried.
        what: &'static str,
        /// What the kernel answered.
        source: io::Error,
    },

    /// Not all of a message arrived, or something that is none.
    #[error("the message is truncated: its sender is another program, or another version of it")]
    Truncated,

    /// The kernel did not tell how a child ended.
    #[error("cannot wait for child {pid}: let nobody else wait for it, and do not ignore SIGCHLD")]
    Wait {
        /// Process id of the child.
        pid: u32,
        /// What the kernel answered.
        source: io::Error,
    },

    /// The kernel refused to kill a child.
    #[error("cannot kill child {pid}: check that it still runs as the same user")]
    Kill {
        /// Process id of the child.
        pid: u32,
        /// What the kernel answered.
        source: io::Error,
    },

    /// A child of [`run_processes`](crate::run_processes) failed.
    #[error("child {index} {status}: see what it wrote to standard error")]
    ChildFailed {
        /// Index of the child, from 0.
        index: usize,
        /// How the child ended.
        status: ExitStatus,
    },
}

impl OsError {
    /// An error of the kernel, at an attempt to do this.
    pub(crate) fn wire(what: &'static str) -> impl Fn(rustix::io::Errno) -> OsError {
        move |errno| OsError::Wire {
            what,
            source: errno.into(),
        }
    }
}
