//! The check: whatever the schedule, no increment is lost.
//!
//! Read it if you like; your answer goes into `src/counter.rs`.

use std::process::ExitCode;

use verdict::harness::Seed;
use verdict::{Check, interleavings, loom};

/// A program for the explorers of a world: so many processes increment one
/// counter so many times each. It returns the total.
macro_rules! total {
    ($world:ident, $processes:expr, $increments:expr, from $start:expr) => {
        move || {
            use ::interleave::$world::sync::{Arc, thread};
            use ::lost_update::$world::counter::Counter;

            // The types are part of the question.
            let new: fn(u32) -> Counter = Counter::new;
            let increment: fn(&Counter) = Counter::increment;
            let get: fn(&Counter) -> u32 = Counter::get;

            let counter = Arc::new(new($start));
            let workers: Vec<_> = (0..$processes)
                .map(|_| {
                    let counter = Arc::clone(&counter);
                    thread::spawn(move || (0..$increments).for_each(|_| increment(&counter)))
                })
                .collect();
            for worker in workers {
                worker.join().expect("a worker does not panic");
            }
            get(&counter)
        }
    };
}

/// The negative control: the counter of chapter 1 that loses updates.
fn racy() -> u32 {
    use ::increment::shuttle::{racy::Counter, workers};
    workers::total::<Counter>(0, 2, 1)
}

fn main() -> ExitCode {
    verdict::harness::main_with(check)
}

fn check(seed: Seed) -> Check {
    // An answer that is right only from zero is not right.
    let start = seed.number("start", 1_000..1_000_000);
    // The smallest program comes first: it shows the shortest schedule. The
    // least number of executions is the number of orders of the increments,
    // (N x M)! / (M!)^N.
    Check::new("lost-update")
        .part(
            interleavings(
                "2 processes, 1 increment each",
                total!(shuttle, 2, 1, from 0),
            )
            .at_least(2)
            .only([2]),
        )
        .part(
            interleavings(
                "2 processes, 2 increments each",
                total!(shuttle, 2, 2, from 0),
            )
            .at_least(6)
            .only([4]),
        )
        .part(
            interleavings(
                "3 processes, 1 increment each",
                total!(shuttle, 3, 1, from 0),
            )
            .at_least(6)
            .only([3]),
        )
        .part(
            loom(
                format!("2 processes, 1 increment each, from {start}"),
                total!(loom, 2, 1, from start),
            )
            .at_least(2)
            .only([start + 2]),
        )
        .part(
            loom(
                format!("2 processes, 2 increments each, from {start}"),
                total!(loom, 2, 2, from start),
            )
            .at_least(6)
            .only([start + 4]),
        )
        .control(
            "the racy counter of chapter 1",
            interleavings("2 processes, 1 increment each", racy).only([2]),
        )
        .sources(::lost_update::SOURCES)
}
