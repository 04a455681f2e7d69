//! The limits that the system keeps for each process: memory, processor time, files.

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit, setrlimit};

use crate::{Children, Limits, how};

/// Stack of the first thread, in bytes: the size that Linux gives by itself.
const STACK: u64 = 8 << 20;

/// Open files and streams of a program that starts no other, and of a compiler.
const OPEN: (u64, u64) = (64, 1024);

/// What is limited for every job.
fn of(limits: &Limits) -> [(Resource, Rlimit); 4] {
    let cpu = how::seconds(limits.cpu);
    [
        // The first second over is a signal that says why, the second one kills.
        (Resource::Cpu, between(cpu, cpu + 1)),
        (Resource::Fsize, both(limits.file)),
        (Resource::Core, both(0)),
        // Last: what is done before the program starts needs some memory, too.
        (Resource::As, both(limits.memory)),
    ]
}

/// Limits the calling process, which is about to become the job. Limits are lowered, and
/// never raised.
///
/// # Errors
///
/// If the system refuses.
pub(crate) fn apply(limits: &Limits, children: Children) -> rustix::io::Result<()> {
    let open = match children {
        Children::Threads => OPEN.0,
        Children::Processes => OPEN.1,
    };
    let fixed = [
        (Resource::Nofile, both(open)),
        (Resource::Stack, both(STACK)),
    ];
    for (resource, limit) in fixed.into_iter().chain(of(limits)) {
        setrlimit(resource, lower(limit, getrlimit(resource)))?;
    }
    Ok(())
}

/// Limits a child that has just started.
pub(crate) fn of_child(child: Pid, limits: &Limits) {
    for (resource, limit) in of(limits) {
        // It may have ended already. Where the system refuses, time on the clock is left.
        _ = prlimit(Some(child), resource, lower(limit, getrlimit(resource)));
    }
}

fn both(limit: u64) -> Rlimit {
    between(limit, limit)
}

fn between(current: u64, maximum: u64) -> Rlimit {
    Rlimit {
        current: Some(current),
        maximum: Some(maximum),
    }
}

/// The lower of two limits, where `None` is none.
fn lower(limit: Rlimit, now: Rlimit) -> Rlimit {
    let least = |one: Option<u64>, other: Option<u64>| one.into_iter().chain(other).min();
    let maximum = least(limit.maximum, now.maximum);
    Rlimit {
        current: least(limit.current, maximum),
        maximum,
    }
}
