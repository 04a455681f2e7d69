//! Processes that wait: what is explored, what is reported, and where it ends.

mod programs;

use std::panic::{AssertUnwindSafe, catch_unwind};

use interleave::{Coverage, Limits, Outcome, Report, Wait, WaitsOn, loom, panic_message, shuttle};
use programs::{loom::waiting as l, shuttle::waiting as s};

/// The outcomes, one execution a trace, nothing in vain and nothing left out.
fn all<T: Clone + Ord + std::fmt::Debug>(report: &Report<T>) -> Vec<Outcome<T>> {
    assert_eq!(report.discarded(), 0);
    report.exhaustive().outcomes()
}

fn why<T>(report: &Report<T>) -> String
where
    T: Clone + Ord + std::fmt::Debug,
{
    match report.coverage() {
        Coverage::Bounded { why } => why.clone(),
        Coverage::Exhaustive => panic!("it is not bounded: {report}"),
    }
}

/// Each process may wake once for no reason.
fn spurious() -> Limits {
    Limits {
        spurious_wakeups: 1,
        ..Limits::default()
    }
}

#[test]
fn a_process_that_spins_waits_for_a_change() {
    let report = shuttle::explore(s::spins_for_a_flag);
    assert_eq!(all(&report), [7]);
    // The flag is set before any look, or between the first look and the next; to go
    // round without a change is done once more, to see that it is a loop.
    assert!(report.executions() <= 3, "{report}");
    assert_eq!(all(&shuttle::explore(s::spin_lock)), [2]);
}

#[test]
fn a_process_that_spins_for_what_never_comes_is_a_livelock() {
    let report = shuttle::explore(programs::shuttle::counters::waits_for_ever);
    let [Outcome::Livelocked(waits)] = &all(&report)[..] else {
        panic!("{report}");
    };
    let spinning = |wait: &&Wait| matches!(wait.on, WaitsOn::Change { .. });
    let child = waits.iter().find(spinning).expect("somebody spins");
    assert_eq!(child.process.letter(), 'A');
    assert!(report.to_string().contains("livelock"), "{report}");
}

#[test]
fn a_loop_that_counts_its_rounds_is_a_bound() {
    let report = shuttle::explore(s::gives_up_looking);
    assert!(why(&report).contains("leaves by itself"), "{report}");
}

#[test]
fn a_loop_that_does_not_say_that_it_waits_is_a_bound() {
    let limits = Limits {
        steps: 200,
        ..Limits::default()
    };
    for program in [s::looks_without_saying_so, s::yields_for_ever] {
        let report = shuttle::explore_within(limits, program);
        let why = why(&report);
        assert!(why.starts_with("an execution has over 200 steps"), "{why}");
        assert!(report.outcomes().is_empty());
    }
}

#[test]
fn nobody_wakes_for_no_reason_unless_it_is_asked_for() {
    for program in [
        s::believes_the_wake_up,
        s::parks_once,
        s::waits_once_at_a_futex,
    ] {
        assert_eq!(all(&shuttle::explore(program)), [true]);
        let report = shuttle::explore_within(spurious(), program);
        assert_eq!(all(&report), [false, true]);
        let run = shuttle::explore_within(spurious(), s::looks_again);
        assert_eq!(all(&run), [true]);
    }
}

#[test]
fn loom_says_that_it_has_no_spurious_wake_ups() {
    let report = loom::explore_within(spurious(), l::looks_again);
    assert!(why(&report).contains("no wake-ups for no reason"));
    assert_eq!(
        loom::explore(l::looks_again).exhaustive().outcomes(),
        [true]
    );
}

#[test]
fn comparing_and_sleeping_is_one_step_of_a_futex() {
    let report = shuttle::explore(s::wakes_too_early);
    let outcomes = all(&report);
    let [returned, Outcome::Deadlocked(waits)] = &outcomes[..] else {
        panic!("{report}");
    };
    assert_eq!(*returned, 1);
    assert!(matches!(&waits[0].on, WaitsOn::WakeUp { at } if at == "futex of atomic"));
    assert_eq!(
        all(&shuttle::explore(s::two_of_three)),
        [0, 1, 2],
        "who began to wait was woken, and nobody began afterwards"
    );
}

#[test]
fn a_scope_waits_for_its_children() {
    for report in [shuttle::explore(s::borrows), loom::explore(l::borrows)] {
        assert_eq!(report.exhaustive().outcomes(), [34]);
    }
    let report = shuttle::explore(s::a_scope_with_a_panic);
    let [Outcome::Panicked(panic)] = &all(&report)[..] else {
        panic!("{report}");
    };
    assert_eq!(panic.message, "in the scope");
}

#[test]
fn a_panic_while_writing_poisons_for_readers() {
    for report in [
        shuttle::explore(s::poisons_for_readers),
        loom::explore(l::poisons_for_readers),
    ] {
        let [Outcome::Panicked(panic)] = &report.outcomes()[..] else {
            panic!("{report}");
        };
        assert_eq!(panic.message, "while it writes");
    }
}

#[test]
fn a_channel_ends_with_its_last_sender() {
    let both = [vec![1, 2], vec![2, 1]];
    assert_eq!(all(&shuttle::explore(s::receives_until_the_end)), both);
    let report = shuttle::explore(s::keeps_the_last_sender);
    let [Outcome::Deadlocked(waits)] = &all(&report)[..] else {
        panic!("{report}");
    };
    assert!(matches!(&waits[0].on, WaitsOn::Message { channel } if channel == "channel"));
}

#[test]
fn a_sender_is_told_that_nobody_receives() {
    let expected = [(false, false), (true, false)];
    assert_eq!(all(&shuttle::explore(s::nobody_receives)), expected);
    assert_eq!(
        loom::explore(l::nobody_receives).exhaustive().outcomes(),
        expected
    );
}

#[test]
fn nobody_passes_a_barrier_before_all_have_come() {
    assert_eq!(all(&shuttle::explore(s::nobody_passes_early)), [22]);
    let report = shuttle::explore(s::one_is_missing);
    let [Outcome::Deadlocked(waits)] = &all(&report)[..] else {
        panic!("{report}");
    };
    let missing = waits
        .iter()
        .filter(|wait| matches!(wait.on, WaitsOn::Others { missing: 1, .. }));
    assert_eq!(missing.count(), 2, "{report}");
}

#[test]
fn there_is_room_for_an_alphabet_of_processes() {
    let report = shuttle::explore(|| s::crowd(26));
    assert_eq!(all(&report), [0]);
    assert_eq!(report.executions(), 1);
    let refused = catch_unwind(AssertUnwindSafe(|| shuttle::explore(|| s::crowd(27))));
    let said = panic_message(&*refused.expect_err("27 are too many"));
    assert!(said.contains("at most 26 processes beside main"), "{said}");
}

#[test]
fn a_deadline_may_pass_at_any_moment() {
    // Woken, or too late to wait: then the flag is set. Not in time: before it or after.
    let expected = [(false, 0), (false, 1), (true, 1)];
    assert_eq!(all(&shuttle::explore(s::waits_no_longer)), expected);
    let report = loom::explore(l::waits_no_longer);
    assert_eq!(report.exhaustive().outcomes(), expected);
    let (in_time, seen) = programs::real::waiting::waits_no_longer();
    assert!(expected.contains(&(in_time, seen)));
}
