//! Locks that a program makes itself, and folds: what a witness shows of them, and what
//! is said of those who wait for them.

mod programs;

use std::fmt;
use std::panic::Location;

use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{at, mpsc, name, thread};
use interleave::{Action, Outcome, Report, Schedule, Step, Wait, WaitsOn, Witness, loom, shuttle};
use programs::{loom::folded as l, shuttle::folded as s};

/// Explores a program. What a witness does not show, its schedule has: each replays to
/// the same outcome by the same steps.
fn explore<T>(program: fn() -> T) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
{
    let report = shuttle::explore(program);
    for (outcome, reached) in report.exhaustive().reached() {
        let witness = reached.witness.as_ref().unwrap();
        let run = shuttle::replay(witness.schedule().unwrap(), program).unwrap();
        assert_eq!(run.outcome, *outcome);
        assert_eq!(says(&run.witness), says(witness));
    }
    report
}

/// The execution of this schedule, from what a file would have of it.
fn by<T>(schedule: &str, program: fn() -> T) -> Witness
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
{
    let schedule: Schedule = schedule.parse().unwrap();
    let witness = shuttle::replay(&schedule, program).unwrap().witness;
    let json = serde_json::to_string(&witness).unwrap();
    let read: Witness = serde_json::from_str(&json).unwrap();
    assert_eq!(read.rows(), witness.rows());
    read
}

/// What a witness shows of each step.
fn says(witness: &Witness) -> Vec<String> {
    let row = |row: interleave::Row| format!("{} {}", row.process, row.says);
    witness.rows().into_iter().map(row).collect()
}

/// The deadlocks that a program can end in, and the locks that are waited for in each: by
/// whom, and who holds them.
fn locks(report: &Report<u32>) -> Vec<Vec<(char, String, char)>> {
    let lock = |wait: &Wait| match &wait.on {
        WaitsOn::Lock { lock, holder } => {
            Some((wait.process.letter(), lock.clone(), holder.letter()))
        }
        _ => None,
    };
    let waits = |outcome: &Outcome<u32>| match outcome {
        Outcome::Deadlocked(waits) => Some(waits.iter().filter_map(lock).collect()),
        _ => None,
    };
    report.outcomes().iter().filter_map(waits).collect()
}

fn waits(process: char, lock: &str, holder: char) -> (char, String, char) {
    (process, lock.to_owned(), holder)
}

#[test]
fn a_witness_shows_who_holds_a_folded_lock() {
    let report = explore(s::counts);
    assert_eq!(report.exhaustive().outcomes(), [2]);
    insta::assert_snapshot!(report.witness(&2));
    assert_eq!(loom::explore(l::counts).exhaustive().outcomes(), [2]);
}

/// A holds the lock while B asks for it, says that it waits, and waits. A gives it back,
/// and wakes B.
const A_WAIT: &str = "ABBBAAAABBBBB";

#[test]
fn a_witness_shows_who_waits_for_a_folded_lock() {
    insta::assert_snapshot!(by(A_WAIT, s::counts));
}

#[test]
fn a_schedule_has_the_steps_that_a_witness_leaves_out() {
    let report = explore(s::counts);
    let witness = report.witness(&2);
    // Each takes, looks, counts and gives back; nobody is in the other's way.
    assert_eq!(witness.schedule().unwrap().steps().len(), 8);
    let rows = says(witness);
    assert_eq!(rows.len(), 8, "{rows:?}");
    // Asking in vain, saying that one waits, waking, and the last taking have no rows.
    let waits = by(A_WAIT, s::counts);
    assert_eq!(waits.schedule().unwrap().to_string(), A_WAIT);
    assert_eq!(waits.rows().len(), 9, "{waits}");
}

#[test]
fn a_witness_shows_who_finds_a_folded_lock_held() {
    let report = explore(s::asks);
    assert_eq!(report.exhaustive().outcomes(), [false, true]);
    insta::assert_snapshot!(report.witness(&false));
    let free = says(report.witness(&true));
    assert!(free.iter().all(|row| !row.contains("held")), "{free:?}");
}

#[test]
fn who_waits_for_its_own_folded_lock_is_told_so() {
    let alone = vec![waits('A', "lock", 'A')];
    let beside = vec![waits('A', "lock", 'A'), waits('B', "lock", 'A')];
    let report = explore(s::waits_for_itself);
    assert_eq!(locks(&report), [alone.clone(), beside.clone()]);
    assert_eq!(report.outcomes().len(), 2, "{report}");
    let own = |outcome: &Outcome<u32>| outcome.to_string();
    let outcomes: Vec<String> = report.outcomes().iter().map(own).collect();
    assert!(outcomes[0].contains("A waits for lock, which it holds itself"));
    // To give it back first is no deadlock.
    assert_eq!(explore(s::takes_it_again).outcomes(), [1]);
    assert_eq!(locks(&loom::explore(l::waits_for_itself)), [alone, beside]);
}

#[test]
fn a_witness_ends_where_an_execution_is_given_up() {
    // Then the guards are dropped; but the lock was never given back.
    let report = loom::explore(l::waits_for_itself);
    for (_, reached) in report.reached() {
        let witness = reached.witness.as_ref().unwrap();
        let last = witness
            .steps
            .iter()
            .rfind(|step| step.process.letter() == 'A');
        let waits = |step: &Step| matches!(step.action, Action::FutexWait { waits: true, .. });
        assert!(last.is_some_and(waits), "{witness}");
    }
}

#[test]
fn a_circle_of_folded_locks_is_told_with_their_holders() {
    let circle = vec![waits('A', "right", 'B'), waits('B', "left", 'A')];
    let report = explore(s::opposite_orders);
    assert_eq!(locks(&report), std::slice::from_ref(&circle));
    let (_, reached) = report.reached().find(|(end, _)| **end != 1).unwrap();
    insta::assert_snapshot!(reached.witness.as_ref().unwrap());
    assert_eq!(explore(s::one_order).outcomes(), [1]);
    assert_eq!(locks(&loom::explore(l::opposite_orders)), [circle]);
}

#[test]
fn who_sleeps_at_a_word_that_grants_nothing_waits_for_no_lock() {
    let report = explore(s::sleeps_beside_a_deadlock);
    assert_eq!(locks(&report), [[waits('A', "lock", 'A')]]);
    let outcome = report.outcomes()[0].to_string();
    assert!(
        outcome.contains("B waits at futex of word to be woken"),
        "{outcome}"
    );
}

#[test]
fn loom_goes_on_after_a_deadlock_in_which_somebody_is_about_to_wait() {
    // Who gives an execution up wakes all who wait: also who has only said that it will.
    let report = loom::explore(l::looks_too_early);
    let ended = report.outcomes();
    let [returned, Outcome::Deadlocked(waits)] = &ended[..] else {
        panic!("{report}");
    };
    assert_eq!(*returned, 7);
    let at = |wait: &Wait| matches!(&wait.on, WaitsOn::WakeUp { at } if at == "futex of turn");
    assert!(waits.iter().any(at), "{report}");
}

#[test]
fn loom_goes_on_after_a_deadlock_in_which_a_guard_wakes_somebody() {
    // The guard is dropped when the process is ended, and its lock is waited for.
    let report = loom::explore(l::sleeps_beside_a_deadlock);
    assert_eq!(locks(&report), [[waits('A', "lock", 'A')]]);
}

#[test]
fn of_objects_with_one_name_the_later_have_a_number() {
    let report = shuttle::explore(|| {
        let all = [(); 5].map(|()| AtomicU32::new(0));
        name(&all[0], "lock");
        name(&all[1], "lock");
        name(&all[2], "a new lock");
        name(&all[3], "a new lock");
        name(&all[4], "lock");
        // Called by its own name it keeps it; called by another it gives it up.
        name(&all[1], "lock2");
        name(&all[0], "first");
        let late = AtomicU32::new(0);
        name(&late, "lock");
        thread::spawn(move || late.store(1, SeqCst)).join().unwrap();
    });
    let witness = report.exhaustive().witness(&());
    let names: Vec<&str> = witness.objects.iter().map(|object| &*object.name).collect();
    let expected = [
        "first",
        "lock2",
        "a new lock",
        "a new lock 2",
        "lock3",
        "lock",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_senders_of_a_channel_are_called_by_its_number() {
    let report = shuttle::explore(|| {
        let channels = [(); 2].map(|()| mpsc::channel::<()>());
        channels
            .iter()
            .for_each(|(_, receiver)| name(receiver, "jobs"));
        drop(channels);
        thread::spawn(|| ()).join().unwrap();
    });
    let witness = report.exhaustive().witness(&());
    let names: Vec<&str> = witness.objects.iter().map(|object| &*object.name).collect();
    assert_eq!(
        names,
        ["jobs", "senders of jobs", "jobs2", "senders of jobs2"]
    );
}

#[test]
fn steps_count_as_taken_where_they_are_said_to_be() {
    let [outer, inner] = [Location::caller(), here()];
    let report = shuttle::explore(move || {
        let word = std::sync::Arc::new(AtomicU32::new(0));
        let mine = std::sync::Arc::clone(&word);
        let child = thread::spawn(move || {
            at(outer, || {
                mine.store(1, SeqCst);
                at(inner, || mine.store(2, SeqCst));
                mine.store(3, SeqCst);
            });
            mine.store(4, SeqCst);
        });
        child.join().unwrap();
    });
    let rows = report.exhaustive().witness(&()).rows();
    let lines: Vec<u32> = rows.iter().map(|row| row.place.line).collect();
    let (outer, inner) = (outer.line(), inner.line());
    assert_eq!(lines[..3], [outer, inner, outer]);
    assert!(![outer, inner].contains(&lines[3]), "it ends with the call");
}

/// Another line than that of who asks.
fn here() -> &'static Location<'static> {
    Location::caller()
}
