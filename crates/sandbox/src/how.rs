//! From what the system says of an end to a [`How`].

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::Signal;

use crate::{How, Kept, Limits};

/// What Rust, C++ and the compiler's back end say before they abort for want of memory.
const NO_MEMORY: [&str; 3] = ["memory allocation of ", "std::bad_alloc", "out of memory"];

/// How a job ended that was not stopped from outside.
pub(crate) fn by(status: ExitStatus, cpu: Duration, stderr: &Kept, limits: &Limits) -> How {
    let Some(signal) = status.signal() else {
        return How::Exited(status.code().unwrap_or_default());
    };
    let is = |one: Signal| one.as_raw() == signal;
    let limit = Duration::from_secs(seconds(limits.cpu));
    // The system keeps two accounts: one by ticks, which has the signal sent, and a finer
    // one, which we are told. They differ, but a program that sends itself this signal is
    // far off. It is killed a whole second later only.
    let is_warned = is(Signal::XCPU) && cpu >= limit / 2;
    let is_killed = is(Signal::KILL) && cpu >= limit;
    if is_warned || is_killed {
        How::CpuTime
    } else if is(Signal::XFSZ) {
        How::Disk
    } else if is(Signal::ABORT) && NO_MEMORY.iter().any(|said| stderr.text().contains(said)) {
        How::Memory
    } else {
        How::Signalled(signal)
    }
}

/// Processor time as the system limits it: in whole seconds, at least one.
pub(crate) fn seconds(cpu: Duration) -> u64 {
    (cpu.as_secs() + u64::from(cpu.subsec_nanos() > 0)).max(1)
}
