//! At the edges: what is refused says so, and what looks odd is told right.

mod programs;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use interleave::{Coverage, Limits, Outcome, Report, loom, panic_message, shuttle};
use programs::{loom::odd as l, shuttle::odd as s};

/// What an explorer says when it gives up.
fn gives_up<T>(explore: impl FnOnce() -> Report<T>) -> String {
    match catch_unwind(AssertUnwindSafe(explore)) {
        Ok(_) => "it did not give up".to_owned(),
        Err(payload) => panic_message(&*payload),
    }
}

fn one_deadlock(report: &Report<u32>) -> bool {
    let deadlocked = |outcome: &Outcome<u32>| matches!(outcome, Outcome::Deadlocked(_));
    report.outcomes().iter().any(deadlocked)
}

#[test]
fn a_deadlock_of_processes_that_nobody_joins_is_seen() {
    for report in [
        shuttle::explore(s::nobody_joins),
        loom::explore(l::nobody_joins),
    ] {
        assert!(one_deadlock(&report), "{report}");
        assert!(
            report.outcomes().iter().any(|outcome| *outcome == 1),
            "{report}"
        );
    }
}

#[test]
fn a_deadlock_in_the_last_steps_of_main_replays() {
    let report = shuttle::explore(s::main_blocks_itself);
    assert!(one_deadlock(&report));
    for (outcome, reached) in report.reached() {
        let witness = reached.witness.as_ref().unwrap();
        let run = shuttle::replay(witness.schedule().unwrap(), s::main_blocks_itself).unwrap();
        assert_eq!(run.outcome, *outcome);
    }
}

#[test]
fn a_process_that_joins_itself_is_a_deadlock() {
    let report = shuttle::explore(s::joins_itself);
    assert!(one_deadlock(&report), "{report}");
    assert_eq!(report.outcomes(), loom::explore(l::joins_itself).outcomes());
}

#[test]
fn only_main_starts_processes() {
    for report in [shuttle::explore(s::nested), loom::explore(l::nested)] {
        let [Outcome::Panicked(panic)] = &report.outcomes()[..] else {
            panic!("{report}");
        };
        assert!(
            panic.message.contains("only `main` starts processes"),
            "{}",
            panic.message
        );
    }
}

#[test]
fn five_processes_are_too_many_for_loom_and_it_says_so() {
    let said = gives_up(|| loom::explore(l::five));
    assert!(said.starts_with("the checker went wrong"), "{said}");
    assert_eq!(shuttle::explore(s::five).exhaustive().outcomes(), [5]);
}

#[test]
fn a_loop_without_end_is_a_bound_in_loom_too() {
    let limits = Limits {
        steps: 200,
        ..Limits::default()
    };
    let report = loom::explore_within(limits, programs::loom::counters::waits_for_ever);
    assert!(matches!(report.coverage(), Coverage::Bounded { .. }));
    assert!(report.outcomes().is_empty(), "{report}");
}

#[test]
fn a_program_that_is_not_a_function_of_its_schedule_is_given_up() {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let said = gives_up(|| shuttle::explore(|| s::by_a_clock(TURN.fetch_add(1, SeqCst))));
    assert!(said.contains("not a function of its schedule"), "{said}");
    assert_eq!(
        shuttle::explore(|| s::by_a_clock(1))
            .exhaustive()
            .outcomes(),
        [1]
    );
}

#[test]
fn an_object_kept_from_another_execution_is_refused() {
    use shuttle::sync::{Mutex, thread};
    static KEPT: OnceLock<Mutex<u32>> = OnceLock::new();
    let body = || {
        let kept = || *KEPT.get_or_init(|| Mutex::new(0)).lock().unwrap();
        let child = thread::spawn(kept);
        kept() + child.join().unwrap()
    };
    let text = gives_up(|| shuttle::explore(body));
    assert!(
        text.contains("was kept from one execution to the next"),
        "{text}"
    );
}

#[test]
fn an_object_kept_from_another_exploration_is_refused() {
    use shuttle::sync::Mutex;
    static KEPT: OnceLock<Mutex<u32>> = OnceLock::new();
    // In the second exploration the other lock is the first object made, as the
    // kept one was: it must not be taken for it.
    let body = || {
        let kept = KEPT.get_or_init(|| Mutex::new(0));
        let other = Mutex::new(0);
        let (first, second) = (other.lock().unwrap(), kept.lock().unwrap());
        *first + *second
    };
    // One execution, which made it: nothing is wrong yet.
    assert_eq!(shuttle::explore(body).exhaustive().outcomes(), [0]);
    let text = gives_up(|| shuttle::explore(body));
    assert!(
        text.contains("was kept from one execution to the next"),
        "{text}"
    );
}
