//! The order of a run: choose the numbers of increments, measure in turns, tell.

mod contender;
mod counter;
mod cpython;
mod glibc;
mod increments;
mod race;
mod report;
mod rounds;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use increments::Task;
use measure::Python;
use rounds::Rounds;

/// Where the book includes the record from; cargo runs this in the crate's folder.
const IN_THE_BOOK: &str = "../../book/src/what-locking-costs.txt";

/// Measures one increment under each lock, against glibc's process-shared mutex.
#[derive(Parser)]
struct Args {
    /// Also write the tables for the book, to this file if one is named
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = IN_THE_BOOK)]
    record: Option<PathBuf>,
    /// How often to measure each lock; the median counts
    #[arg(long, default_value_t = 31, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// About how long to make one measurement: chooses the number of increments
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    millis: u64,
    /// How many increments each process makes, instead of about so long
    #[arg(long, conflicts_with = "millis", value_parser = clap::value_parser!(u64).range(1..))]
    increments: Option<u64>,
    /// What cargo says to a benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

pub(crate) fn main() -> anyhow::Result<()> {
    let python = Python::find();
    if python.is_none() {
        eprintln!("no python3: left out");
    }
    // Under `cargo test` the arguments are those of the test harness.
    if !std::env::args().any(|arg| arg == "--bench") {
        return smoke(python.as_ref());
    }
    let args = Args::parse();
    let work = match args.increments {
        Some(increments) => format!("{increments} increments of each process"),
        None => format!("as many increments as take about {} ms", args.millis),
    };
    let mut tasks = Vec::new();
    for task in Task::all(python.as_ref()) {
        tasks.push(match args.increments {
            Some(increments) => task.that_makes(increments),
            None => task.that_takes(Duration::from_millis(args.millis))?,
        });
    }
    let rounds = Rounds::measure(&tasks, args.rounds)?;
    println!("\n{}", report::costs(&rounds));
    println!("{}", report::requirements(&rounds));
    if let Some(file) = args.record {
        let text = report::page(&rounds, python.as_ref(), &work);
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        eprintln!("recorded in {}", file.display());
    }
    Ok(())
}

/// Every lock with a few increments: that none is lost, not how fast.
fn smoke(python: Option<&Python>) -> anyhow::Result<()> {
    for task in Task::all(python) {
        task.measure()?;
    }
    Ok(())
}
