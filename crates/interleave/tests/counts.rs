//! The explorers against closed forms, against each other, and cut short.

mod programs;

use interleave::{Coverage, Limits, Outcome, Report, loom, shuttle};
use programs::loom::counters as l;
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

/// The sizes of which a closed form says no more than a million traces.
fn up_to_a_million(ways: impl Fn(u64, u64) -> Option<u64>) -> Vec<(usize, usize, u64)> {
    let sizes = (1..=9).flat_map(|n| (1..=20).map(move |m| (n, m)));
    sizes
        .filter_map(|(n, m)| Some((n, m, ways(n as u64, m as u64)?)))
        .filter(|(_, _, ways)| *ways <= 1_000_000)
        .collect()
}

/// [`orders`], or nothing if there are over a million.
fn few_orders(n: u64, m: u64) -> Option<u64> {
    // One process after the other finds its places among those of the ones before.
    (1..=n).try_fold(1_u64, |orders, k| {
        let places = (1..=m).try_fold(1_u64, |ways, step| {
            Some(ways.checked_mul((k - 1) * m + step)? / step)
        });
        orders.checked_mul(places?).filter(|all| *all <= 1_000_000)
    })
}

/// Every size of a program must have as many executions as its closed form says.
fn counts(program: fn(usize, usize) -> u32, ways: impl Fn(u64, u64) -> Option<u64>) {
    let sizes = up_to_a_million(ways);
    assert!(sizes.len() > 5, "{sizes:?}");
    for (n, m, ways) in sizes {
        let report = shuttle::explore(move || program(n, m));
        let executions = (report.exhaustive().executions(), report.discarded());
        assert_eq!(executions, (ways, 0), "{n} x {m}");
        println!("{n} x {m}: {ways}");
    }
}

#[test]
fn the_closed_forms_agree_on_what_they_share() {
    for (n, m) in [(1, 1), (2, 3), (3, 2), (4, 1)] {
        assert_eq!(few_orders(n, m), Some(orders(n, m)));
    }
    assert_eq!(few_orders(2, 12), None);
}

// A minute each and more: `.ci/run` asks for them.
#[test]
#[ignore = "two and a half million executions"]
fn locked_increments_are_counted_up_to_a_million() {
    counts(s::locked, few_orders);
}

#[test]
#[ignore = "two and a half million executions"]
fn atomic_increments_are_counted_up_to_a_million() {
    counts(s::atomic, few_orders);
}

#[test]
#[ignore = "a million executions"]
fn racy_increments_and_locks_per_access_are_counted_up_to_a_million() {
    counts(s::lock_per_access, |n, m| few_orders(n, 2 * m));
    counts(s::racy, |n, m| {
        (m == 1 || n == 1).then(|| if n == 1 { 1 } else { factorial(n).pow(2) })
    });
}

#[test]
fn every_search_sees_every_operation() {
    // One for each process, in each execution: whether the child that does nothing is
    // joined before the first of them or after.
    let body = programs::shuttle::odd::joins_before_it_stores;
    for report in [
        shuttle::explore(body),
        shuttle::enumerate(Limits::default(), body),
        shuttle::interleavings(Limits::default(), body, |_, _, _| ()),
    ] {
        assert_eq!(report.operations(), 2 * report.executions());
    }
}

#[test]
fn the_three_searches_find_the_same_outcomes() {
    type Program = fn() -> u32;
    let all: [(Program, Program); 8] = [
        (|| s::racy(2, 2), || l::racy(2, 2)),
        (|| s::atomic(2, 2), || l::atomic(2, 2)),
        (|| s::locked(2, 1), || l::locked(2, 1)),
        (|| s::lock_per_access(2, 1), || l::lock_per_access(2, 1)),
        (s::opposite_locks, l::opposite_locks),
        (s::lock_twice, l::lock_twice),
        (s::deadlock_beside_another, l::deadlock_beside_another),
        (s::panics_if_late, l::panics_if_late),
    ];
    for (program, in_loom) in all {
        let reduced = shuttle::explore(program);
        let unreduced = shuttle::enumerate(Limits::default(), program);
        let loom = loom::explore(in_loom);
        assert_eq!(
            reduced.exhaustive().outcomes(),
            unreduced.exhaustive().outcomes()
        );
        assert_eq!(reduced.outcomes(), loom.outcomes());
        assert!(reduced.executions() <= unreduced.executions());
    }
}

#[test]
fn three_by_two_racy_increments_have_every_total_from_two_to_six() {
    let report = shuttle::explore(|| s::racy(3, 2));
    assert_eq!(totals(&report), [2, 3, 4, 5, 6]);
    // No closed form is known to us for this one; the number is that of an
    // independent prototype of the same reduction.
    assert_eq!((report.executions(), report.discarded()), (7134, 0));
}

#[test]
fn a_cut_is_reported_as_a_bound() {
    let limits = Limits {
        executions: 5,
        ..Limits::default()
    };
    let cut = [
        shuttle::explore_within(limits, || s::racy(2, 2)),
        shuttle::enumerate(limits, || s::racy(2, 2)),
        loom::explore_within(limits, || l::racy(2, 2)),
    ];
    for report in cut {
        assert_eq!(report.executions(), 5);
        let why = "stopped after 5 executions".to_owned();
        assert_eq!(*report.coverage(), Coverage::Bounded { why });
    }
}

#[test]
fn a_loop_without_end_is_reported_as_a_bound() {
    let limits = Limits {
        steps: 200,
        ..Limits::default()
    };
    let report = shuttle::explore_within(limits, s::waits_for_ever);
    let Coverage::Bounded { why } = report.coverage() else {
        panic!("{report}");
    };
    assert!(why.starts_with("an execution has over 200 steps"), "{why}");
    assert!(report.outcomes().is_empty());
}

#[test]
fn code_past_the_facade_has_no_operations() {
    let report = shuttle::explore(|| {
        let counter = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        let shared = std::sync::Arc::clone(&counter);
        s::all(2, move || {
            shared.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        });
        counter.load(std::sync::atomic::Ordering::SeqCst)
    });
    assert_eq!((report.executions(), report.operations()), (1, 0));
    assert_ne!(shuttle::explore(|| s::atomic(2, 1)).operations(), 0);
}
