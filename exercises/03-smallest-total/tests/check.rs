//! The check: run by the schedule, six increments end with two; and two is the
//! least.
//!
//! Read it if you like; your answer goes into `src/answer.rs`.

use std::process::ExitCode;

use verdict::{Check, interleavings, replaying};

/// The schedule to judge.
const SCHEDULE: &str = ::smallest_total::answer::SCHEDULE;

const BOUNDS: &str = "2 processes, 3 increments each";

/// Two processes increment the racy counter of chapter 1 three times each.
fn racy() -> u32 {
    use ::increment::shuttle::{racy::Counter, workers};
    workers::total::<Counter>(0, 2, 3)
}

/// The negative control: a counter that loses nothing, whatever the schedule. Its
/// increment is one step.
fn atomic() -> u32 {
    use ::increment::shuttle::{atomic::Counter, workers};
    workers::total::<Counter>(0, 2, 3)
}

fn main() -> ExitCode {
    let check = Check::new("smallest-total")
        .part(replaying(BOUNDS, SCHEDULE, 2, racy))
        .part(interleavings(BOUNDS, racy).exactly(2..=6))
        .control("the atomic counter", replaying(BOUNDS, "ABABAB", 2, atomic))
        .sources(::smallest_total::SOURCES);
    verdict::harness::main(check)
}
