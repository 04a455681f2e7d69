//! Running a program that nobody trusts.
//!
//! A [`Job`] is a program with all that it may read, run, write and use up. A
//! [`Sandbox`] runs jobs, and nothing of a job outlives its run. [`probe`] tries the boxes
//! of this machine by attacking them, and gives the strongest that withstood. A program
//! that uses this crate calls [`become_launched`] first in its `main`: it is started anew
//! for each job.
//!
//! # What is kept
//!
//! | | bubblewrap + launcher | launcher | unsandboxed |
//! |---|---|---|---|
//! | read, write, run other files | no (not there, and Landlock) | no (Landlock) | **yes** |
//! | see that a file is there, its size and dates | no | **yes** | **yes** |
//! | change dates and modes of its user's files | no | `Threads`: no, `Processes`: **yes** | **yes** |
//! | make links, pipes and sockets as files | no (Landlock) | no (Landlock) | **yes** |
//! | network, sockets of any kind | no (no interface, and seccomp) | no (seccomp) | **yes** |
//! | start processes, when it may not | no (seccomp) | no (seccomp) | **yes** |
//! | see other processes | no (own PID namespace) | no (no `/proc`) | **yes** |
//! | signal others | no | no (seccomp; Landlock from Linux 6.12) | **yes** |
//! | outlive its run | no | no | with a session of its own |
//! | memory, processor time, length of a file | limited | limited | limited, on Linux |
//! | all files together | limited | limited | no limit |
//! | time on the clock, output | limited | limited | limited |
//!
//! Needed is Linux 5.13 with Landlock on x86-64 or AArch64; for bubblewrap its package,
//! and user namespaces, which some distributions keep from it. Elsewhere there is no box.
//!
//! # What is not kept
//!
//! - The kernel and the processor are trusted. Time can be measured, the machine's load
//!   be seen.
//! - Memory is limited by process, as address space. A job of [`Children::Processes`]
//!   multiplies it by its processes, and is bounded by its time: let it be a compiler, and
//!   no program of a stranger's. Pipes and the kernel's own memory for threads are not
//!   counted.
//! - Kernels before 5.19 (Landlock's second version) refuse to move files from folder to
//!   folder; before 6.2 (third) a file that may be written may also be cut off, which the
//!   list of system calls limits to files opened for writing; before 6.12 (sixth) signals
//!   are kept in by the list alone.
//! - Writable folders are looked at now and then: a fast writer gets beyond the limit by
//!   what it writes in between.
//! - Without `/proc` Rust does not know where the first thread's stack ends: its overflow
//!   is a plain crash there, and a message on any other thread.
//! - As root a job has no capability. It is nobody, where nobody can reach its files and
//!   there is no user namespace around it; else it owns root's files, and only the box
//!   keeps it from those that it was not given. [`probe`] tries exactly that.
//!
//! Reading order: `job` says what is asked, `ended` what comes back, `paths` what any
//! program needs. Then `plain` runs a job without a box, `boxed` in one, and [`probe`]
//! attacks it.

mod ended;
mod job;
mod paths;
mod plain;
mod probe;

#[cfg(unix)]
mod end;
#[cfg(unix)]
mod how;
#[cfg(unix)]
mod stream;
#[cfg(unix)]
mod watch;

#[cfg(target_os = "linux")]
mod rlimits;

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod boxed;

pub use ended::{Ended, How, Kept, Usage};
pub use job::{Children, Job, Limits};
pub use paths::{any_linker, any_program};
pub use plain::Unboxed;
pub use probe::{Flaw, Probed, Refusal, Tried, probe};

#[doc(hidden)]
pub use probe::{Broken, probe_broken};

/// Runs jobs.
pub trait Sandbox: Send + Sync + std::fmt::Debug {
    /// Runs a job to its end, or to one of its limits.
    ///
    /// # Errors
    ///
    /// If the job could not be run as asked: the program is not there, or the box could
    /// not be set up. Whatever the program itself does is no error.
    ///
    /// # Synchronization
    ///
    /// When this returns, no process of the job is left, and all that it wrote is there.
    fn run(&self, job: &Job) -> Result<Ended, Error>;

    /// What keeps a job to what it was given, in one word, as a grade book shows it:
    /// `bubblewrap+launcher`, `launcher` or `unsandboxed`.
    fn name(&self) -> &'static str;
}

/// To be called first in `main`: a box starts this program anew, for a part in it, and
/// then this call does the part and never returns. In any other process it does nothing.
///
/// # Synchronization
///
/// Call it before any thread is started.
pub fn become_launched() {
    #[cfg(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    ))]
    boxed::become_launched();
}

/// Why a job could not be run: never the fault of the program in it.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Error {
    /// What was being done.
    pub what: String,
    /// What the system said.
    pub why: String,
}

impl Error {
    /// An error, with what was being done.
    pub fn new(what: impl Into<String>, why: impl std::fmt::Display) -> Error {
        Error {
            what: what.into(),
            why: why.to_string(),
        }
    }
}
