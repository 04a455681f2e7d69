//! The facade: the same names, with the same meaning, in every world.

mod programs;

use interleave::{Outcome, loom, real, shuttle};
use programs::{loom::facade as l, real::facade as r, shuttle::facade as s};

#[test]
fn every_operation_returns_the_same_in_every_world() {
    type Program = fn() -> Vec<String>;
    let all: [[Program; 3]; 2] = [
        [r::every_operation, s::every_operation, l::every_operation],
        [
            r::every_operation_that_waits,
            s::every_operation_that_waits,
            l::every_operation_that_waits,
        ],
    ];
    for [really, in_shuttle, in_loom] in all {
        let expected = [really()];
        assert_eq!(
            shuttle::explore(in_shuttle).exhaustive().outcomes(),
            expected
        );
        assert_eq!(loom::explore(in_loom).exhaustive().outcomes(), expected);
    }
}

#[test]
fn a_panic_under_a_lock_poisons_it_in_every_world() {
    // The panic itself is the outcome in the model worlds; that the lock was
    // poisoned shows in what main did next.
    assert!(std::panic::catch_unwind(r::poison).unwrap());
    for report in [shuttle::explore(s::poison), loom::explore(l::poison)] {
        let [Outcome::Panicked(panic)] = &report.outcomes()[..] else {
            panic!("{report}");
        };
        assert_eq!(panic.message, "on purpose");
        assert_eq!(panic.process.letter(), 'A');
    }
}

#[test]
fn a_shared_object_outside_of_an_exploration_is_refused_with_advice() {
    let message = std::panic::catch_unwind(|| {
        shuttle::sync::atomic::AtomicU32::new(0);
    })
    .unwrap_err();
    let message = message.downcast_ref::<&str>().unwrap();
    assert!(message.contains("make it inside the body"), "{message}");
}

#[test]
fn stress_reports_runs_and_proves_nothing() {
    let report = real::stress(3, || 1);
    assert_eq!(report.outcomes(), [1]);
    assert_eq!(report.executions(), 3);
    let refused = std::panic::catch_unwind(|| report.exhaustive().outcomes()).unwrap_err();
    let message = refused.downcast_ref::<String>().unwrap();
    assert!(message.contains("3 runs on this machine"), "{message}");
}
