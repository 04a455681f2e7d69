//! Processes of ours, and descriptors on their way.

use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use handles::live::{Context, Entry};
use handles::{StartMethod, entries};
use os::{Received, Wire};

pub(crate) fn entries() -> Vec<Entry> {
    entries![nothing]
}

fn nothing((): ()) {}

/// Starts a process that does nothing, and joins it.
pub(crate) fn start_and_join(method: StartMethod, times: u64) -> anyhow::Result<Duration> {
    let context = Context::new(method);
    let begin = Instant::now();
    for _ in 0..times {
        let mut process = context.process(nothing, ());
        process.start()?;
        let exit = process.join()?;
        ensure!(exit.success(), "it {exit}");
    }
    Ok(begin.elapsed())
}

/// Sends a descriptor and receives it.
pub(crate) fn pass_descriptors(times: u64) -> anyhow::Result<Duration> {
    let (from, to) = Wire::pair()?;
    let begin = Instant::now();
    for _ in 0..times {
        to.send(&[0; 8], &[to.as_fd()])?;
        let Received::Message(message) = from.receive()? else {
            bail!("no message came");
        };
        ensure!(message.descriptors.len() == 1);
    }
    Ok(begin.elapsed())
}
