//! The searches side by side, on the same programs, in one run.
//!
//! What counts is the ratio between them: the times are this machine's.
//!
//! No library of benchmarks makes this table. Each exploration runs in a process of
//! its own, or the peak of its memory would be that of the hungriest before it. The
//! searches take turns, so that what else the machine does falls on all of them. A
//! search may be cut off, and each must count what it is known to count. So this is a
//! plain program.

#[path = "../programs/mod.rs"]
mod programs;

mod measure;
mod record;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use measure::{MOST, Measured, Program, Search, Task};

/// Where the book includes the record from; cargo runs this in the crate's folder.
const IN_THE_BOOK: &str = "../../book/src/what-exploring-costs.txt";

/// Measures the searches against each other.
#[derive(Parser)]
struct Args {
    /// Also write the tables for the book, to this file if one is named
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = IN_THE_BOOK)]
    record: Option<PathBuf>,
    /// How often to measure what is compared; the fastest counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// What cargo says to a benchmark
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    command: Option<Step>,
}

#[derive(Subcommand)]
enum Step {
    /// Makes one measurement, and prints it as JSON
    #[command(hide = true)]
    Measure {
        search: Search,
        program: Program,
        n: usize,
        m: usize,
    },
}

/// A program of one size, with what each search took for it.
struct Row {
    program: Program,
    n: usize,
    m: usize,
    measured: Vec<(Search, Measured)>,
}

impl Row {
    fn of(&self, search: Search) -> Option<&Measured> {
        let found = self.measured.iter().find(|(of, _)| *of == search);
        found.map(|(_, measured)| measured)
    }
}

fn main() -> anyhow::Result<()> {
    // Under `cargo test` the arguments are those of the test harness.
    let asked = std::env::args().any(|arg| arg == "--bench" || arg == "measure");
    if !asked {
        smoke();
        return Ok(());
    }
    let args = Args::parse();
    if let Some(Step::Measure {
        search,
        program,
        n,
        m,
    }) = args.command
    {
        let task = Task {
            program,
            n,
            m,
            most: MOST,
        };
        let measured = measure::here(search, task);
        println!("{}", serde_json::to_string(&measured)?);
        return Ok(());
    }
    let rows = rows(args.rounds)?;
    for program in Program::value_variants() {
        println!("\n{}\n\n{}", program.words(), record::all(&rows, *program));
    }
    println!("\nthe ratios\n\n{}", record::costs(&rows));
    if let Some(file) = args.record {
        let text = record::page(&rows, args.rounds);
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        eprintln!("recorded in {}", file.display());
    }
    Ok(())
}

/// Every search once, on the smallest size: that it runs, not how fast.
fn smoke() {
    for &program in Program::value_variants() {
        for &search in Search::value_variants() {
            let &(n, m) = program.sizes().first().expect("a program has sizes");
            let most = 500;
            let task = Task {
                program,
                n,
                m,
                most,
            };
            measure::explore(search, task);
        }
    }
}

fn rows(rounds: u32) -> anyhow::Result<Vec<Row>> {
    let sizes: Vec<_> = Program::value_variants()
        .iter()
        .flat_map(|program| program.sizes().iter().map(|size| (*program, *size)))
        .collect();
    let mut rows = Vec::with_capacity(sizes.len());
    for (at, (program, (n, m))) in sizes.iter().copied().enumerate() {
        let row = row(program, n, m, rounds)?;
        let reduced = row.of(Search::Reduced).context("it takes any size")?;
        eprintln!(
            "{:>2} of {}: {}, {n} × {m}: {} executions in {:.3} s",
            at + 1,
            sizes.len(),
            program.words(),
            reduced.executions,
            reduced.seconds,
        );
        rows.push(row);
    }
    Ok(rows)
}

fn row(program: Program, n: usize, m: usize, rounds: u32) -> anyhow::Result<Row> {
    let searches = Search::value_variants().iter().copied();
    let searches: Vec<_> = searches.filter(|search| search.takes(n)).collect();
    let task = Task {
        program,
        n,
        m,
        most: MOST,
    };
    let mut best: Vec<Option<Measured>> = vec![None; searches.len()];
    for round in 0..rounds {
        // In turns, so that a busy moment falls on all of them.
        for (best, search) in best.iter_mut().zip(&searches) {
            if round > 0 && !search.is_timed() {
                continue;
            }
            let now = measure::apart(*search, task)?;
            *best = Some(match best.take() {
                Some(before) => before.best(now),
                None => now,
            });
        }
    }
    let measured: Vec<_> = searches
        .into_iter()
        .zip(best)
        .filter_map(|(search, best)| Some((search, best?)))
        .collect();
    let mut outcomes = measured
        .iter()
        .filter_map(|(_, measured)| measured.outcomes.as_ref());
    if let Some(first) = outcomes.next() {
        assert!(
            outcomes.all(|other| other == first),
            "the searches disagree on {program:?} {n}x{m}"
        );
    }
    Ok(Row {
        program,
        n,
        m,
        measured,
    })
}
