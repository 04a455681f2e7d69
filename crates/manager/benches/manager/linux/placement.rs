//! Where processes run: wherever they like, or all on one processor.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Where all processes of a measurement run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// All on one processor: a message needs no other one to wake up.
    OneProcessor,
    /// Wherever the kernel puts them.
    Free,
}

impl Placement {
    pub(crate) const ALL: [Placement; 2] = [Placement::OneProcessor, Placement::Free];

    /// Runs something there, and whatever it starts.
    pub(crate) fn run<R>(self, run: impl FnOnce() -> anyhow::Result<R>) -> anyhow::Result<R> {
        let before = sched_getaffinity(None)?;
        if self == Placement::OneProcessor {
            let first = (0..CpuSet::MAX_CPU).find(|&cpu| before.is_set(cpu));
            let mut one = CpuSet::new();
            one.set(first.unwrap_or(0));
            sched_setaffinity(None, &one)?;
        }
        let done = run();
        sched_setaffinity(None, &before)?;
        done
    }
}
