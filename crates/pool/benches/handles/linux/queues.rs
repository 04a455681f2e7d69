//! Queues of ours.

use std::time::{Duration, Instant};

use anyhow::ensure;
use handles::StartMethod;
use handles::live::{Context, Entry, Queue, QueueError, SimpleQueue};
use os::fork_child;

/// The children are forked: they need no entries.
pub(crate) fn entries() -> Vec<Entry> {
    Vec::new()
}

const FORK: StartMethod = StartMethod::Fork;

pub(crate) fn put_and_get(times: u64) -> anyhow::Result<Duration> {
    let queue: Queue<u64> = Context::new(FORK).queue(None)?;
    here(times, |item| queue.put(&item), || queue.get())
}

pub(crate) fn simple_put_and_get(times: u64) -> anyhow::Result<Duration> {
    let queue: SimpleQueue<u64> = Context::new(FORK).simple_queue()?;
    here(times, |item| queue.put(&item), || queue.get())
}

pub(crate) fn throughput(times: u64) -> anyhow::Result<Duration> {
    let queue: Queue<u64> = Context::new(FORK).queue(None)?;
    across(times, |item| queue.put(&item), || queue.get())
}

pub(crate) fn simple_throughput(times: u64) -> anyhow::Result<Duration> {
    let queue: SimpleQueue<u64> = Context::new(FORK).simple_queue()?;
    across(times, |item| queue.put(&item), || queue.get())
}

/// Puts and gets in one process.
fn here(
    times: u64,
    put: impl Fn(u64) -> Result<(), QueueError>,
    get: impl Fn() -> Result<u64, QueueError>,
) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    for number in 0..times {
        put(number)?;
        ensure!(get()? == number);
    }
    Ok(begin.elapsed())
}

/// Gets what another process puts.
fn across(
    times: u64,
    put: impl Fn(u64) -> Result<(), QueueError>,
    get: impl Fn() -> Result<u64, QueueError>,
) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    let writer = fork_child(|| (0..times).try_for_each(&put).is_err().into())?;
    for number in 0..times {
        ensure!(get()? == number);
    }
    let took = begin.elapsed();
    ensure!(writer.wait()?.success());
    Ok(took)
}
