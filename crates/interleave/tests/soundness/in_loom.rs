//! What loom says of the same programs.
//!
//! In the loom world a `SeqCst` load and store run as operations that read and write,
//! and a condition variable, a channel or a futex waits at a lock of loom's. So loom
//! sees orders of these that mean the same, many of them, and the programs have to be
//! smaller. What it finds must be what the explorer finds.

use std::cell::Cell;
use std::time::Duration;

use super::programs::loom::random as l;
use super::programs::ops::{Op, Program};
use super::{all, generate, runner};
use interleave::{Coverage, Limits, loom};
use proptest::test_runner::TestCaseError;

const LIMITS: Limits = Limits {
    executions: 4_000,
    steps: 3_000,
    time: Duration::from_secs(20),
    spurious_wakeups: 0,
};

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

const PROGRAMS: u32 = 150;

#[test]
fn loom_finds_the_same() {
    let exhaustive = Cell::new(0);
    let result = runner(30, PROGRAMS).run(&generate::program(), |program| {
        let Some(all) = all(&program, super::LIMITS).filter(|_| is_for_loom(&program)) else {
            return Err(TestCaseError::reject("too large, or not for loom"));
        };
        let again = program.clone();
        let found = loom::explore_within(LIMITS, move || l::run(&again));
        let (ours, looms) = (all.report.outcomes(), found.outcomes());
        let finished = *found.coverage() == Coverage::Exhaustive;
        exhaustive.set(exhaustive.get() + u32::from(finished));
        let agree = if finished {
            ours == looms
        } else {
            looms.iter().all(|outcome| ours.contains(outcome))
        };
        if agree {
            Ok(())
        } else {
            Err(TestCaseError::fail(format!(
                "{found}and not {}",
                all.report
            )))
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let exhaustive = exhaustive.get();
    println!("{exhaustive} of {PROGRAMS} explored to the end");
    assert!(exhaustive > PROGRAMS / 4, "{exhaustive}");
}
