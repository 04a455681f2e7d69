//! Witnesses for people: one for each primitive, as text, and the same after JSON.

#[path = "programs/witnessed.rs"]
mod witnessed;

use std::fmt::Debug;

use interleave::shuttle::{self, sync};
use interleave::{Limits, Witness};

/// The calmest execution that ends with this value, from what a file would have of it:
/// what is shown comes from the data alone.
fn witness<T: Clone + Ord + Debug + Send + 'static>(body: fn() -> T, value: T) -> Witness {
    let report = shuttle::explore(body);
    read_back(report.exhaustive().witness(&value))
}

fn read_back(witness: &Witness) -> Witness {
    let json = serde_json::to_string(witness).unwrap();
    let read: Witness = serde_json::from_str(&json).unwrap();
    assert_eq!(read, *witness);
    assert_eq!(read.rows(), witness.rows());
    read
}

#[test]
fn a_lock_that_is_asked_for() {
    insta::assert_snapshot!(witness(witnessed::try_lock, false));
}

#[test]
fn a_lock_that_many_read() {
    let together = "ABCABCC".parse().unwrap();
    let run = shuttle::replay(&together, witnessed::rwlock).unwrap();
    insta::assert_snapshot!(read_back(&run.witness));
}

#[test]
fn a_condition_variable_that_wakes_one() {
    insta::assert_snapshot!(witness(witnessed::condvar, vec!['B', 'A']));
}

#[test]
fn a_condition_variable_that_wakes_all() {
    insta::assert_snapshot!(witness(witnessed::notify_all, 1));
}

#[test]
fn a_futex_that_wakes() {
    insta::assert_snapshot!(witness(witnessed::futex, 11));
}

#[test]
fn a_futex_that_came_too_late() {
    insta::assert_snapshot!(witness(witnessed::futex, 10));
}

#[test]
fn a_process_that_wakes_for_no_reason() {
    let limits = Limits {
        spurious_wakeups: 1,
        ..Limits::default()
    };
    let report = shuttle::explore_within(limits, witnessed::futex);
    insta::assert_snapshot!(read_back(report.witness(&0)));
}

#[test]
fn a_barrier() {
    insta::assert_snapshot!(witness(witnessed::barrier, (true, false)));
}

#[test]
fn a_channel_until_all_have_gone() {
    insta::assert_snapshot!(witness(witnessed::channel, vec!['B', 'A']));
}

#[test]
fn a_channel_that_is_asked() {
    insta::assert_snapshot!(witness(witnessed::try_channel, (true, true)));
}

#[test]
fn a_channel_without_room() {
    insta::assert_snapshot!(witness(witnessed::rendezvous, 7));
}

#[test]
fn a_process_that_parks() {
    insta::assert_snapshot!(witness(witnessed::park, 1));
}

#[test]
fn rows_are_data_that_a_page_can_take() {
    let rows = witness(witnessed::futex, 11).rows();
    insta::assert_snapshot!(serde_json::to_string_pretty(&rows).unwrap());
}
