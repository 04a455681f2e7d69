//! The box. Two processes stand between the program that asks and the job; both are that
//! program again, started anew:
//!
//! ```text
//! asks ── (bwrap) ── supervisor ── the launcher, which becomes the job
//! ```
//!
//! The supervisor ([`supervise`]) is outside the box, and lives as long as the job. It
//! ends all that is left of it, when the job has ended, when it is told to, and when the
//! program that asks has died. The launcher ([`confine`]) gives up its rights one by one,
//! and then executes the job's program in its place.
//!
//! They talk over standard input ([`frame`]): nothing else is inherited, and so nothing
//! can be left open by mistake. The job gets a pipe of its own.

mod bubblewrap;
mod confine;
mod disk;
mod files;
mod filter;
mod frame;
mod identity;
mod rights;
mod run;
mod spec;
mod supervise;
mod syscalls;

pub(crate) use run::{Backend, Boxed};
pub(crate) use spec::Pieces;

/// The first argument of a process that is one of ours. Random, so that nobody gives it
/// by accident.
const MARK: &str = "--sandbox-9b1de3f4a7c05e62";

/// Reads as empty and swallows what is written: every job has it, unasked.
const NULL: &str = "/dev/null";

/// What such a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Looks after a job.
    Supervisor,
    /// Becomes the job.
    Launcher,
    /// Is the job, and tries to get out of the box.
    Attacker,
}

impl Role {
    const ALL: [Role; 3] = [Role::Supervisor, Role::Launcher, Role::Attacker];

    /// The arguments that make a process one of ours.
    pub(crate) fn arguments(self) -> [&'static str; 2] {
        let role = match self {
            Role::Supervisor => "supervisor",
            Role::Launcher => "launcher",
            Role::Attacker => "attacker",
        };
        [MARK, role]
    }

    /// What this process is, if it is one of ours.
    fn own() -> Option<Role> {
        let given: Vec<_> = std::env::args_os().skip(1).take(2).collect();
        Role::ALL.into_iter().find(|role| given == role.arguments())
    }
}

/// Never returns in a process that is one of ours.
pub(crate) fn become_launched() {
    let done = match Role::own() {
        None => return,
        Some(Role::Supervisor) => supervise::supervise(),
        Some(Role::Launcher) => confine::become_job(),
        Some(Role::Attacker) => crate::probe::attack(),
    };
    if let Err(error) = done {
        eprintln!("{error}");
    }
    std::process::exit(FAILED);
}

/// The exit code of a process of ours that could not do its part.
const FAILED: i32 = 125;
