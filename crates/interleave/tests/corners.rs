//! Corners that random programs do not reach: each was wrong once.

mod programs;

use std::fmt;

use interleave::{Coverage, Limits, Outcome, Report, loom, shuttle};
use programs::{loom::corners as l, shuttle::corners as s};

/// Explores a program. Every outcome must replay, and another search find the same.
fn explore<T>(program: fn() -> T) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
{
    let report = shuttle::explore(program);
    let all = shuttle::interleavings(Limits::default(), program, |_, _, _| ());
    assert_eq!(report.outcomes(), all.outcomes());
    for (outcome, reached) in report.reached() {
        let witness = reached.witness.as_ref().unwrap();
        let run = shuttle::replay(witness.schedule().unwrap(), program).unwrap();
        assert_eq!(run.outcome, *outcome);
    }
    report
}

fn is_bounded<T>(report: &Report<T>) -> bool
where
    T: Clone + Ord + fmt::Debug,
{
    matches!(report.coverage(), Coverage::Bounded { .. })
}

#[test]
fn a_round_that_spawns_is_like_no_other() {
    let report = explore(s::spawns_until_told);
    assert_eq!(report.exhaustive().outcomes(), [1, 2, 3, 4]);
}

#[test]
fn who_gives_up_is_noticed_beside_one_who_never_does() {
    let report = shuttle::explore(s::gives_up_beside_a_livelock);
    assert!(is_bounded(&report), "{report}");
}

#[test]
fn a_loop_depends_on_what_it_looks_at_in_any_order() {
    let report = explore(s::wakes_while_it_looks);
    assert_eq!(report.exhaustive().outcomes(), [1]);
}

#[test]
fn a_loop_waits_for_what_it_touched_and_for_nothing_else() {
    let report = explore(s::asks_while_it_looks);
    assert_eq!(report.exhaustive().outcomes(), [0, 1, 2]);
}

#[test]
fn what_comes_after_giving_up_is_no_race() {
    let report = shuttle::explore(s::parks_after_giving_up);
    assert!(is_bounded(&report), "{report}");
    let deadlocked = |outcome: &Outcome<u32>| matches!(outcome, Outcome::Deadlocked(_));
    assert!(report.outcomes().iter().all(deadlocked), "{report}");
}

#[test]
fn a_panic_that_was_caught_poisons_nothing_later() {
    let report = explore(s::caught_beside_another);
    assert_eq!(report.exhaustive().outcomes(), [false]);
}

#[test]
fn what_nobody_takes_is_dropped_by_its_process() {
    let report = explore(s::result_that_nobody_takes);
    assert_eq!(report.exhaustive().outcomes(), [true]);
    let report = loom::explore(l::result_that_nobody_takes);
    assert_eq!(report.exhaustive().outcomes(), [true]);
}
