//! What the checkers' own searches say of the same programs.
//!
//! shuttle's also tries every order of starting, of ending and of seeing an end, which
//! the search of every interleaving takes as they come. So it finishes few programs.
//!
//! In the loom world a `SeqCst` load and store run as operations that read and write,
//! and a condition variable, a channel or a futex waits at a lock of loom's. So loom
//! sees orders of these that mean the same, many of them, and finishes fewer than half.
//!
//! What either finds must be what the explorer finds.

use std::cell::Cell;

use super::programs::ops::{Op, Program};
use super::programs::{loom::random as l, shuttle::random as s};
use super::{LIMITS, Seen, all, generate, runner};
use interleave::{Coverage, Limits, Report, loom, shuttle};
use proptest::test_runner::TestCaseError;

const SHORT: Limits = Limits {
    executions: 2_000,
    ..LIMITS
};

const PROGRAMS: u32 = 100;

/// Whether these outcomes, of all of which this search found some, can be right.
fn agree(all: &Report<Seen>, found: &Report<Seen>) -> bool {
    let (all, outcomes) = (all.outcomes(), found.outcomes());
    match found.coverage() {
        Coverage::Exhaustive => all == outcomes,
        Coverage::Bounded { .. } => outcomes.iter().all(|outcome| all.contains(outcome)),
    }
}

/// Asks another search of random programs. It must agree, and finish so many.
fn asks(seed: u64, least: u32, search: impl Fn(&Program) -> Option<Report<Seen>>) {
    let finished = Cell::new(0);
    let result = runner(seed, PROGRAMS).run(&generate::program(), |program| {
        let asked = all(&program, LIMITS).and_then(|all| Some((all, search(&program)?)));
        let Some((all, found)) = asked else {
            return Err(TestCaseError::reject("too large, or not for this search"));
        };
        let exhaustive = *found.coverage() == Coverage::Exhaustive;
        finished.set(finished.get() + u32::from(exhaustive));
        match agree(&all.report, &found) {
            true => Ok(()),
            false => Err(TestCaseError::fail(format!(
                "{found}and not {}",
                all.report
            ))),
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let finished = finished.get();
    println!("{finished} of {PROGRAMS} explored to the end");
    assert!(finished >= least, "{finished}");
}

#[test]
fn shuttles_own_search_finds_the_same() {
    asks(31, 20, |program| {
        let program = program.clone();
        Some(shuttle::enumerate(SHORT, move || s::run(&program)))
    });
}

/// Whether loom can run a program at all. It has no `try_lock`; it has its own way
/// with loops that wait; and a data race is an error there, not an outcome.
fn is_for_loom(program: &Program) -> bool {
    !program.has(|op| {
        matches!(
            op,
            Op::TryLock(_) | Op::Spin(..) | Op::PeekCell | Op::PokeCell(_)
        )
    })
}

#[test]
fn loom_finds_the_same() {
    asks(30, 40, |program| {
        let again = program.clone();
        is_for_loom(program).then(|| loom::explore_within(SHORT, move || l::run(&again)))
    });
}
