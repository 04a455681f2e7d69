//! Is what the explorer says true? Random programs over every primitive, explored
//! and then run in every order by a search that knows nothing of conflicts.
//!
//! What is demanded of each program: the same outcomes; exactly one execution for
//! each Mazurkiewicz trace, counted here from all the orders by a canonical form of
//! their own; none started in vain; and witnesses that replay.

mod canonical;
mod generate;
#[path = "../programs/mod.rs"]
mod programs;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use interleave::shuttle::{self, Conflict};
use interleave::{Coverage, Kind, Limits, Report, loom};
use programs::ops::Program;
use programs::{loom::random as l, shuttle::random as s};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngSeed, TestRunner};

type Seen = (Vec<Vec<u32>>, [u32; 2]);

/// Programs with more interleavings than this are set aside: they cost more than
/// they show.
const MOST: u64 = 1_500;

const LIMITS: Limits = Limits {
    executions: MOST,
    steps: 3_000,
    time: Duration::from_secs(20),
    spurious_wakeups: 0,
};

/// Everything that a program can do, without reduction: the report, and how many
/// traces there are.
fn all(program: &Program) -> (Report<Seen>, u64) {
    let traces = Arc::new(Mutex::new(HashSet::new()));
    let (found, again) = (Arc::clone(&traces), program.clone());
    let report = shuttle::interleavings(
        LIMITS,
        move || s::run(&again),
        move |_, steps, objects| {
            found
                .lock()
                .unwrap()
                .insert(canonical::form(steps, objects));
        },
    );
    let count = traces.lock().unwrap().len() as u64;
    (report, count)
}

/// What is wrong with the reduced search of a program; nothing if it is right, or
/// if the program is too large.
fn disagreement(program: &Program, missing: Option<Conflict>) -> Result<bool, String> {
    let (unreduced, traces) = all(program);
    if *unreduced.coverage() != Coverage::Exhaustive {
        return Ok(false);
    }
    let again = program.clone();
    let body = move || s::run(&again);
    let reduced = match missing {
        None => shuttle::explore_within(LIMITS, body),
        Some(conflict) => shuttle::explore_without(conflict, LIMITS, body),
    };
    if *reduced.coverage() != Coverage::Exhaustive {
        return Err(format!("the reduced search is bounded: {reduced}"));
    }
    if reduced.outcomes() != unreduced.outcomes() {
        return Err(format!("outcomes differ: {reduced}and not {unreduced}"));
    }
    let counts = (reduced.executions(), reduced.discarded());
    if counts != (traces, 0) {
        let (executions, discarded) = counts;
        return Err(format!(
            "{executions} executions and {discarded} in vain for {traces} traces"
        ));
    }
    if missing.is_none() {
        replays(program, &reduced)?;
    }
    Ok(true)
}

fn replays(program: &Program, report: &Report<Seen>) -> Result<(), String> {
    for (outcome, reached) in report.reached() {
        let witness = reached.witness.as_ref().ok_or("no witness")?;
        let schedule = witness.schedule().ok_or("no schedule")?;
        let again = program.clone();
        let run = shuttle::replay(schedule, move || s::run(&again))
            .map_err(|error| format!("{schedule} for {outcome}: {error}"))?;
        if run.outcome != *outcome {
            return Err(format!("{schedule}: {} and not {outcome}", run.outcome));
        }
    }
    Ok(())
}

/// So many programs of a seed; every one that is not too large must agree.
fn corpus(seed: u64, programs: u32) {
    let config = Config {
        cases: programs,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        max_global_rejects: u32::MAX,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let result = runner.run(&generate::program(), |program| {
        match disagreement(&program, None) {
            Ok(true) => Ok(()),
            Ok(false) => Err(TestCaseError::reject("too large")),
            Err(why) => Err(TestCaseError::fail(why)),
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

// Two halves, for two cores.
#[test]
fn a_thousand_programs_agree() {
    corpus(20, 1_000);
}

#[test]
fn another_thousand_programs_agree() {
    corpus(21, 1_000);
}

/// `just fuzz`: as many as are asked for, from a seed that is asked for.
#[test]
#[ignore = "runs as long as it is told to"]
fn fuzz() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = number("FUZZ_SEED").unwrap_or(1);
    let programs = number("FUZZ_PROGRAMS").unwrap_or(20_000);
    println!("{programs} programs, seed {seed}");
    corpus(
        seed,
        u32::try_from(programs).expect("fewer than four thousand million"),
    );
}
