//! What comes back: how a job ended, what it printed, and what it used up.

use std::time::Duration;

/// A job that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How.
    pub how: How,
    /// What it printed.
    pub stdout: Kept,
    /// What it printed as errors.
    pub stderr: Kept,
    /// What it used up.
    pub usage: Usage,
}

impl Ended {
    /// Whether it ended by itself, with exit code 0.
    #[must_use]
    pub fn success(&self) -> bool {
        self.how == How::Exited(0)
    }
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By itself, with this exit code.
    Exited(i32),
    /// By this signal, which was not one of ours.
    Signalled(i32),
    /// Its processor time was used up.
    CpuTime,
    /// Its time on the clock was used up.
    WallTime,
    /// It asked for more memory than it may have, and gave up: it aborted, and said that
    /// an allocation failed. A program can say so without need, and harms only itself.
    Memory,
    /// It printed more than it may.
    Output,
    /// It wrote more than it may: one file, or all its writable folders together.
    Disk,
}

/// What a stream carried, up to the limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The bytes, from the beginning.
    pub bytes: Vec<u8>,
    /// Whether there were more.
    pub is_cut: bool,
}

impl Kept {
    /// As text; what is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// What a job used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time, where the system tells it: of the program, and of those of its
    /// processes that it waited for.
    pub cpu: Option<Duration>,
    /// Time on the clock, from before the box was made until nothing was left of the job.
    pub wall: Duration,
    /// The most memory that was resident at a time in one process, in bytes, where the
    /// system tells it. It counts what started the job too: a few MiB in a box, and
    /// without a box as much as the program that asked.
    pub memory: Option<u64>,
}
