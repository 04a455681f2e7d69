//! The explorers against closed forms, and against each other.

mod programs;

use interleave::{Limits, Outcome, Report, loom, shuttle};
use programs::shuttle::counters as s;

fn factorial(n: u64) -> u64 {
    (1..=n).product()
}

/// The orders of `n` processes that take `m` steps each.
fn orders(n: u64, m: u64) -> u64 {
    factorial(n * m) / factorial(m).pow(u32::try_from(n).unwrap())
}

fn totals(report: &Report<u32>) -> Vec<Outcome<u32>> {
    report.exhaustive().outcomes()
}

#[test]
fn one_increment_each_has_the_square_of_n_factorial_traces() {
    for n in 1..=4 {
        let report = shuttle::explore(move || s::racy(n, 1));
        let n = n as u64;
        assert_eq!(report.executions(), factorial(n).pow(2));
        assert_eq!(report.discarded(), 0);
        assert_eq!(
            totals(&report),
            (1..=u32::try_from(n).unwrap()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn guarded_increments_have_one_trace_an_order() {
    for (n, m) in [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1)] {
        let (ways, total) = (orders(n as u64, m as u64), u32::try_from(n * m).unwrap());
        let locked = shuttle::explore(move || s::locked(n, m));
        assert_eq!((locked.executions(), locked.discarded()), (ways, 0));
        assert_eq!(totals(&locked), [total]);
        let atomic = shuttle::explore(move || s::atomic(n, m));
        assert_eq!((atomic.executions(), atomic.discarded()), (ways, 0));
        assert_eq!(totals(&atomic), [total]);
    }
}

#[test]
fn a_lock_per_access_has_every_interleaving_of_the_two_steps() {
    for (n, m) in [(2, 1), (2, 2), (2, 3), (3, 1)] {
        let report = shuttle::explore(move || s::lock_per_access(n, m));
        assert_eq!(
            (report.executions(), report.discarded()),
            (orders(n as u64, 2 * m as u64), 0)
        );
    }
}

#[test]
fn reduction_loses_no_outcome() {
    type Program = fn() -> u32;
    let all: [(Program, Program); 6] = [
        (|| s::racy(2, 2), || programs::loom::counters::racy(2, 2)),
        (
            || s::atomic(2, 2),
            || programs::loom::counters::atomic(2, 2),
        ),
        (
            || s::locked(2, 1),
            || programs::loom::counters::locked(2, 1),
        ),
        (
            || s::lock_per_access(2, 1),
            || programs::loom::counters::lock_per_access(2, 1),
        ),
        (s::opposite_locks, programs::loom::counters::opposite_locks),
        (s::lock_twice, programs::loom::counters::lock_twice),
    ];
    for (n, (program, in_loom)) in all.into_iter().enumerate() {
        let reduced = shuttle::explore(program);
        let unreduced = shuttle::enumerate(Limits::default(), program);
        let loom = loom::explore(in_loom);
        println!("{n}: {reduced}{unreduced}{loom}");
        assert_eq!(
            reduced.exhaustive().outcomes(),
            unreduced.exhaustive().outcomes()
        );
        assert_eq!(
            reduced.exhaustive().outcomes(),
            loom.exhaustive().outcomes()
        );
    }
}

#[test]
fn a_deadlock_is_an_outcome_beside_others() {
    let report = shuttle::explore(s::opposite_locks);
    println!("{report}");
    for (outcome, reached) in report.reached() {
        println!("{outcome}\n{}", reached.witness.as_ref().unwrap());
    }
    assert_eq!(report.outcomes().len(), 2);
}

#[test]
fn a_panic_is_an_outcome_beside_others() {
    for report in [
        shuttle::explore(s::panics_if_late),
        loom::explore(programs::loom::counters::panics_if_late),
    ] {
        println!("{report}");
        assert_eq!(report.outcomes().len(), 2);
    }
}

#[test]
fn timing() {
    let t = std::time::Instant::now();
    let report = shuttle::explore(|| s::racy(3, 2));
    println!("{report} {:?}", t.elapsed());
    println!("{}", report.witness(&2));
    println!("{:?}", report.witness(&2).schedule());
}
