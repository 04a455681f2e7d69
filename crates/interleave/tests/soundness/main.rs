//! Is what the explorer says true? Random programs over every primitive, explored
//! and then run in every order by a search that knows nothing of conflicts.
//!
//! What is demanded of each program: the same outcomes; exactly one execution for
//! each Mazurkiewicz trace, told apart in all the orders by a canonical form of their
//! own; none started in vain; and witnesses that replay. [`kill`] breaks the explorer
//! on purpose, to see that this notices; [`others`] asks the checkers' own searches.

mod canonical;
mod generate;
mod kill;
mod others;
#[path = "../programs/mod.rs"]
mod programs;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use canonical::Form;
use interleave::shuttle::{self, Conflict};
use interleave::{Coverage, Limits, Object, Outcome, Report, Step};
use programs::ops::Program;
use programs::shuttle::random as s;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// What a program returns: what every operation saw, and the atomics in the end.
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

/// What is wrong with a reduced search.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    /// It finds other outcomes.
    Outcomes(String),
    /// It finds other traces, or one of them twice, or runs in vain.
    Traces(String),
    /// It contradicts itself, or does not finish, or its witnesses do not replay.
    Itself(String),
}

/// A report, and the traces that its executions belong to.
struct Explored {
    report: Report<Seen>,
    traces: HashSet<Form>,
}

/// Explores a program, by this search.
fn explored<V>(
    search: impl FnOnce(V) -> Report<Seen>,
    visit: impl FnOnce(Traces) -> V,
) -> Explored {
    let traces = Traces::default();
    let report = search(visit(traces.clone()));
    let traces = std::mem::take(&mut *traces.0.lock().unwrap());
    Explored { report, traces }
}

/// The traces seen so far.
#[derive(Clone, Default)]
struct Traces(Arc<Mutex<HashSet<Form>>>);

/// Collects the traces of executions.
fn collect(traces: Traces) -> impl FnMut(&Outcome<Seen>, &[Step], &[Object]) + Send + 'static {
    move |_, steps, objects| {
        let form = canonical::form(steps, objects);
        traces.0.lock().unwrap().insert(form);
    }
}

/// All that a program can do, found without reduction; nothing if that is too much.
fn all(program: &Program, limits: Limits) -> Option<Explored> {
    let again = program.clone();
    let body = move || s::run(&again);
    let all = explored(|visit| shuttle::interleavings(limits, body, visit), collect);
    (*all.report.coverage() == Coverage::Exhaustive).then_some(all)
}

/// What is wrong with the reduced search of a program, if all that it can do is this.
fn check(
    program: &Program,
    all: &Explored,
    limits: Limits,
    missing: Option<Conflict>,
) -> Result<(), Wrong> {
    let again = program.clone();
    let body = move || s::run(&again);
    let reduced = explored(
        |visit| match missing {
            None => shuttle::explore_each(limits, body, visit),
            Some(conflict) => shuttle::explore_without(conflict, limits, body, visit),
        },
        collect,
    );
    let report = &reduced.report;
    if *report.coverage() != Coverage::Exhaustive {
        return Err(Wrong::Itself(format!("it is bounded: {report}")));
    }
    if report.outcomes() != all.report.outcomes() {
        let all = &all.report;
        return Err(Wrong::Outcomes(format!("{report}and not {all}")));
    }
    let counts = (report.executions(), report.discarded());
    if reduced.traces != all.traces || counts != (all.traces.len() as u64, 0) {
        let (executions, discarded) = counts;
        return Err(Wrong::Traces(format!(
            "{executions} executions of {} traces, and {discarded} in vain, for {} traces",
            reduced.traces.len(),
            all.traces.len()
        )));
    }
    replays(program, limits, report).map_err(Wrong::Itself)
}

fn replays(program: &Program, limits: Limits, report: &Report<Seen>) -> Result<(), String> {
    for (outcome, reached) in report.reached() {
        let witness = reached.witness.as_ref().ok_or("no witness")?;
        let schedule = witness.schedule().ok_or("no schedule")?;
        let again = program.clone();
        let run = shuttle::replay_within(limits, schedule, move || s::run(&again))
            .map_err(|error| format!("{schedule} for {outcome}: {error}"))?;
        if run.outcome != *outcome {
            return Err(format!("{schedule}: {} and not {outcome}", run.outcome));
        }
    }
    Ok(())
}

/// A source of random programs, the same for the same seed.
fn runner(seed: u64, programs: u32) -> TestRunner {
    TestRunner::new(Config {
        cases: programs,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        max_global_rejects: u32::MAX,
        max_shrink_iters: 300,
        ..Config::default()
    })
}

/// So many programs of a seed, without those that are too large, must agree.
fn corpus(seed: u64, programs: u32) {
    agree(seed, programs, LIMITS, generate::program());
}

fn agree(seed: u64, programs: u32, limits: Limits, strategy: impl Strategy<Value = Program>) {
    let result = runner(seed, programs).run(&strategy, |program| {
        let Some(all) = all(&program, limits) else {
            return Err(TestCaseError::reject("too large"));
        };
        check(&program, &all, limits, None)
            .map_err(|wrong| TestCaseError::fail(format!("{wrong:?}")))
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

#[test]
fn programs_that_wake_for_no_reason_agree() {
    let limits = Limits {
        spurious_wakeups: 1,
        ..LIMITS
    };
    for waiting in generate::WAITING {
        agree(22, 60, limits, generate::of(waiting, waiting));
    }
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
