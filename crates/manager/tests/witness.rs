//! What people are shown of calls through proxies: one row each, in the column of who
//! called, where the server did it.

use std::fmt::Debug;

use interleave::{Report, shuttle};
use manager::shuttle::{dead_owner, increments};
use verdict::{Class, Verdict, interleavings};

/// A witness as people see it. The text of its lines is there, their numbers are not: the
/// programs grow.
macro_rules! assert_shown {
    ($witness:expr) => {
        insta::with_settings!({filters => [(r"\.rs:\d+ +", ".rs:LINE  "), (r"\.rs:\d+", ".rs:LINE")]}, {
            insta::assert_snapshot!($witness);
        });
    };
}

/// Explores a program. What a witness does not show, its schedule has.
fn explore<T: Clone + Ord + Debug + Send + 'static>(program: fn() -> T) -> Report<T> {
    let report = shuttle::explore(program);
    for (outcome, reached) in report.exhaustive().reached() {
        let witness = reached.witness.as_ref().unwrap();
        let run = shuttle::replay(witness.schedule().unwrap(), program).unwrap();
        assert_eq!(run.outcome, *outcome);
        assert_eq!(run.witness.rows(), witness.rows());
    }
    report
}

fn racy() -> u32 {
    increments::total_racy::<2>(1)
}

fn locked() -> u32 {
    increments::total(2, 1, increments::locked)
}

fn added() -> u32 {
    increments::total(2, 1, increments::added)
}

#[test]
fn two_racy_increments() {
    let report = explore(racy);
    assert_eq!(report.outcomes(), [1, 2]);
    assert_shown!(report.witness(&1));
}

#[test]
fn two_increments_under_a_lock() {
    let report = explore(locked);
    assert_eq!(report.outcomes(), [2]);
    assert_shown!(report.witness(&2));
}

#[test]
fn an_owner_that_dies() {
    let report = explore(|| dead_owner::next(dead_owner::killed));
    assert_shown!(report.witness(&(true, true)));
}

#[test]
fn a_list_shows_the_bytes_of_its_items() {
    let report = explore(|| increments::total(2, 1, increments::racy_list));
    assert_shown!(report.witness(&1));
}

#[test]
fn what_is_lost_between_two_calls_is_a_lost_update() {
    let part = interleavings("two increments", racy).only([2]).run();
    assert_eq!(
        (part.verdict, part.class),
        (Verdict::Refuted, Some(Class::LostUpdate))
    );
    let rows = part.witness.expect("a refutation has a witness").rows();
    let harm = rows.into_iter().find_map(|row| Some((row.says, row.harm?)));
    insta::assert_debug_snapshot!(harm.expect("a step does the harm"));
    for cure in [locked, added] {
        let part = interleavings("two increments", cure).only([2]).run();
        assert_eq!(part.verdict, Verdict::Verified, "{}", part.why);
    }
}
