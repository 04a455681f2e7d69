//! The laws of waiting in loom: what takes too long to decide each time the book is
//! built.
//!
//! The numbers of executions are printed: `cargo test -p recursive-lock --test in_loom
//! -- --nocapture`.

use recursive_lock::loom::barrier::Barrier;
use recursive_lock::loom::condition::Condition;
use recursive_lock::loom::condition_that_sleeps_late::Condition as SleepsLate;
use recursive_lock::loom::laws_of_waiting::{Flag, broken_together, lockstep, no_lost_wake_up};
use recursive_lock::loom::lock::Lock;
use verdict::{Check, Part, Verdict, explain, loom};

const TWO: &str = "2 processes";

/// The part must be verified, and the twin refuted.
fn law(name: &str, part: Part, twin: &str, wrong: Part) {
    let certificate = Check::new(name).part(part).control(twin, wrong).run();
    println!("{name}: {} executions", certificate.parts[0].executions);
    let verdict = certificate.verdict;
    assert_eq!(verdict, Verdict::Verified, "{}", explain(&certificate));
}

#[test]
fn a_notification_is_not_lost() {
    law(
        "a condition over a Lock",
        loom(TWO, no_lost_wake_up::<Flag<Condition<Lock>>>).only([7]),
        "a condition that sleeps late",
        loom(TWO, no_lost_wake_up::<Flag<SleepsLate<Lock>>>).only([7]),
    );
}

#[test]
fn nobody_goes_on_before_both_have_come() {
    let body = || {
        let barrier = Barrier::new(2).expect("two parties");
        lockstep(barrier, 1, |barrier| {
            barrier.wait().expect("nobody breaks it");
        })
    };
    law(
        "a barrier, once",
        loom(TWO, body).only([true]),
        "no barrier",
        loom(TWO, || lockstep((), 1, |()| ())).only([true]),
    );
}

#[test]
fn who_gives_up_breaks_a_barrier_for_all() {
    let body = || broken_together(Barrier::new(2).expect("two parties"));
    law(
        "a barrier that breaks",
        loom(TWO, body).exactly([(true, true), (false, false)]),
        "nobody ever gives up",
        loom(TWO, body).only([(true, true)]),
    );
}
