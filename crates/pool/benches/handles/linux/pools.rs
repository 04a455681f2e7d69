//! Pools of ours.

use std::time::{Duration, Instant};

use anyhow::ensure;
use handles::StartMethod;
use handles::live::{Context, Entry};
use pool::live::Pool;

pub(crate) fn entries() -> Vec<Entry> {
    pool::tasks![next_number]
}

fn next_number(number: u64) -> u64 {
    number + 1
}

/// Lets two workers do so many tasks.
pub(crate) fn map(times: u64, one_by_one: bool) -> anyhow::Result<Duration> {
    let pool = Pool::new(Context::new(StartMethod::Fork), 2)?;
    // Both have started.
    pool.map(next_number, 0..2)?;
    let begin = Instant::now();
    let results = if one_by_one {
        pool.chunk_size(1).map(next_number, 0..times)?
    } else {
        pool.map(next_number, 0..times)?
    };
    let took = begin.elapsed();
    ensure!(results.into_iter().eq(1..=times));
    Ok(took)
}
