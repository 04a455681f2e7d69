//! Schedules: what they replay to, and how those that cannot be followed are
//! refused. Witnesses: as text, and as data.

mod programs;

use interleave::shuttle::{self, ReplayError};
use interleave::{Process, Schedule, Witness};
use programs::shuttle::counters as s;

fn replay(schedule: &str) -> Result<String, ReplayError> {
    let schedule: Schedule = schedule.parse().expect("the schedule is well-formed");
    let run = shuttle::replay(&schedule, || s::racy(2, 1))?;
    assert_eq!(run.witness.schedule(), Some(&schedule));
    Ok(run.outcome.to_string())
}

#[test]
fn every_schedule_of_the_program_ends_as_arithmetic_says() {
    for (schedule, total) in [
        ("AABB", 2),
        ("BBAA", 2),
        ("ABAB", 1),
        ("ABBA", 1),
        ("BABA", 1),
        ("BAAB", 1),
    ] {
        assert_eq!(replay(schedule), Ok(total.to_string()), "{schedule}");
    }
}

#[test]
fn a_schedule_that_ends_early_is_refused_with_who_could_go_on() {
    let a = Process::new(1);
    let b = Process::new(2);
    assert_eq!(
        replay("A"),
        Err(ReplayError::TooShort {
            step: 1,
            can: vec![a, b]
        })
    );
    let error = replay("AAB").unwrap_err();
    assert_eq!(
        error,
        ReplayError::TooShort {
            step: 3,
            can: vec![b]
        }
    );
    assert_eq!(
        error.to_string(),
        "the schedule ends after step 3, but the program does not; B can take the next step"
    );
}

#[test]
fn a_schedule_that_goes_on_too_long_is_refused() {
    let asked = Process::new(1);
    // The last step of main is still to come, so somebody can: not A.
    assert!(matches!(
        replay("AABBA"),
        Err(ReplayError::NotEnabled { step: 5, asked: who, .. }) if who == asked
    ));
}

#[test]
fn a_schedule_that_names_a_waiting_process_is_refused() {
    let schedule: Schedule = "AB".parse().unwrap();
    let error = shuttle::replay(&schedule, || s::locked(2, 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "step 2 of the schedule is B, but B cannot take a step there; A can"
    );
}

#[test]
fn a_schedule_into_a_deadlock_replays_to_it() {
    let run = shuttle::replay(&"AB".parse().unwrap(), s::opposite_locks).unwrap();
    insta::assert_snapshot!(run.outcome);
}

#[test]
fn a_witness_reads_as_columns() {
    let report = shuttle::explore(|| s::racy(2, 1));
    insta::assert_snapshot!(report.witness(&1));
}

#[test]
fn a_witness_of_many_processes_reads_as_a_list() {
    let report = shuttle::explore(|| s::racy(4, 1));
    insta::assert_snapshot!(report.witness(&1));
}

#[test]
fn a_witness_is_the_same_after_json() {
    let report = shuttle::explore(|| s::racy(2, 1));
    let witness = report.witness(&1);
    let json = serde_json::to_string_pretty(witness).unwrap();
    insta::assert_snapshot!(json);
    assert_eq!(&serde_json::from_str::<Witness>(&json).unwrap(), witness);
}

#[test]
fn the_witness_has_the_fewest_switches_of_all_executions() {
    // Found by hand: A cannot overwrite B's update with fewer than two switches,
    // nor three processes each other's with fewer than three.
    assert_eq!(
        shuttle::explore(|| s::racy(2, 1))
            .witness(&1)
            .context_switches(),
        2
    );
    assert_eq!(
        shuttle::explore(|| s::racy(3, 1))
            .witness(&1)
            .context_switches(),
        3
    );
    assert_eq!(
        shuttle::explore(|| s::racy(2, 1))
            .witness(&2)
            .context_switches(),
        1
    );
}
