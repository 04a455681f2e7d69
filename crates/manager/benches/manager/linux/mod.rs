//! The order of a run: choose how much each measurement does, measure in turns, tell.

mod bare;
mod clients;
mod contender;
mod cpython;
mod ours;
mod placement;
mod report;
mod shared;
mod sizes;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use contender::Contender;
use measure::{Contender as _, Python, Rounds};

/// Where the book includes the record from; cargo runs this in the crate's folder.
const IN_THE_BOOK: &str = "../../book/src/what-a-proxy-costs.txt";

/// Measures calls through proxies against CPython's, against a bare ping-pong of the same
/// bytes, and against shared memory.
#[derive(Parser)]
struct Args {
    /// Also write the tables for the book, to this file if one is named
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = IN_THE_BOOK)]
    record: Option<PathBuf>,
    /// How often to measure each contender; the median counts
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// About how long to make one measurement: chooses how much it does
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    millis: u64,
    /// What cargo says to a benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

pub(crate) fn main() -> anyhow::Result<()> {
    handles::live::bootstrap(manager::serves![]);
    let python = Python::find();
    if python.is_none() {
        eprintln!("no python3: left out");
    }
    let contenders: Vec<_> = Contender::all()
        .filter(|contender| python.is_some() || !contender.is_cpython())
        .collect();
    // Under `cargo test` the arguments are those of the test harness.
    if !std::env::args().any(|arg| arg == "--bench") {
        return smoke(&contenders);
    }
    let args = Args::parse();
    let rounds = Rounds::measure(&contenders, Duration::from_millis(args.millis), args.rounds)?;
    println!("\n{}", report::all(&rounds));
    println!("\n{}", report::requirements(&rounds));
    if let Some(file) = args.record {
        let text = report::page(&rounds, python.as_ref(), args.millis)?;
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        eprintln!("recorded in {}", file.display());
    }
    Ok(())
}

/// Each contender does a little: that the results are right, not how fast they come.
fn smoke(contenders: &[Contender]) -> anyhow::Result<()> {
    for contender in contenders {
        contender.measure(contender.fewest())?;
    }
    Ok(())
}
