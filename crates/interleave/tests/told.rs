//! Calls that one process does for another: what a witness shows of them.

mod programs;

use std::fmt;

use interleave::shuttle::{self, GraphLimits};
use interleave::{Action, Outcome, Report, Step, Wait, WaitsOn, Witness, loom};
use programs::loom::told as l;
use programs::shuttle::told as s;

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
        let json = serde_json::to_string(witness).unwrap();
        let read: Witness = serde_json::from_str(&json).unwrap();
        assert_eq!(read.rows(), witness.rows());
    }
    report
}

/// What a witness shows of each step.
fn says(witness: &Witness) -> Vec<String> {
    let row = |row: interleave::Row| format!("{} {}", row.process, row.says);
    witness.rows().into_iter().map(row).collect()
}

fn racy() -> u32 {
    s::serve(true, [s::in_two_calls, s::in_two_calls])
}

fn racy_untold() -> u32 {
    s::serve(false, [s::in_two_calls, s::in_two_calls])
}

fn is_told(step: &Step) -> bool {
    matches!(step.action, Action::Told { .. })
}

#[test]
fn a_call_is_one_row_of_who_called() {
    let report = explore(racy);
    insta::assert_snapshot!(report.witness(&1));
}

#[test]
fn what_is_not_told_is_shown_by_its_channels() {
    let told = explore(racy);
    let untold = explore(racy_untold);
    let rows = untold.witness(&1).rows();
    assert!(rows.iter().any(|row| row.says.contains("send to requests")));
    assert!(rows.len() > 2 * told.witness(&1).rows().len());
    // To tell is no step: nothing else has changed.
    assert_eq!(told.executions(), untold.executions());
    assert_eq!(told.outcomes(), untold.outcomes());
    for (outcome, reached) in told.reached() {
        let schedule = reached.witness.as_ref().unwrap().schedule();
        let other = untold.witness(outcome.returned().unwrap()).schedule();
        assert_eq!(schedule, other);
    }
}

#[test]
fn a_call_stands_where_the_server_did_it() {
    // In the execution that is shown, after all its steps were put into another order, each
    // call comes right after the server has received it.
    let report = explore(|| s::serve(true, [s::under_a_lock, s::under_a_lock]));
    let witness = report.witness(&2);
    let mut calls = 0;
    for (n, step) in witness.steps.iter().enumerate() {
        let Action::Told { by, .. } = step.action else {
            continue;
        };
        let mut before = witness.steps[..n].iter().rev();
        let taken = before.find(|step| !is_told(step)).unwrap();
        assert_eq!(taken.process, by, "{witness}");
        calls += 1;
    }
    assert_eq!(calls, witness.rows().len());
}

#[test]
fn who_must_wait_has_a_row_when_it_begins_and_one_when_it_ends() {
    let waits =
        |step: &Step| matches!(&step.action, Action::Told { words, .. } if words == "take waits");
    let found = std::sync::Arc::new(std::sync::Mutex::new(None));
    let keep = std::sync::Arc::clone(&found);
    let program = || s::serve(true, [s::under_a_lock, s::under_a_lock]);
    let report = shuttle::explore_each(Default::default(), program, move |_, steps, _| {
        if steps.iter().any(waits) {
            keep.lock().unwrap().get_or_insert_with(|| steps.to_vec());
        }
    });
    assert_eq!(report.exhaustive().outcomes(), [2]);
    let steps = found
        .lock()
        .unwrap()
        .take()
        .expect("somebody waits somewhere");
    let witness = Witness {
        steps,
        ..report.witness(&2).clone()
    };
    insta::assert_snapshot!(witness);
}

/// The deadlocks that a program can end in: who waits for which lock, and who has it.
fn locks(report: &Report<u32>) -> Vec<Vec<String>> {
    let lock = |wait: &Wait| matches!(wait.on, WaitsOn::Lock { .. }).then(|| wait.says());
    let waits = |outcome: &Outcome<u32>| match outcome {
        Outcome::Deadlocked(waits) => Some(waits.iter().filter_map(lock).collect()),
        _ => None,
    };
    report.outcomes().iter().filter_map(waits).collect()
}

#[test]
fn who_waits_for_a_lock_of_the_server_is_told_who_has_it() {
    let report = explore(|| s::serve(true, [s::left_first, s::right_first]));
    let circle = [
        "waits for right, which B holds",
        "waits for left, which A holds",
    ];
    assert_eq!(locks(&report), [circle]);
    let one_order = explore(|| s::serve(true, [s::left_first, s::left_first]));
    assert!(locks(&one_order).is_empty());
    let own = explore(|| s::serve(true, [s::takes_it_twice]));
    assert_eq!(locks(&own), [["waits for left, which it holds itself"]]);
    // Who is not told of it knows only of channels.
    let untold = explore(|| s::serve(false, [s::takes_it_twice]));
    assert_eq!(locks(&untold), [[""; 0]]);
}

#[test]
fn a_graph_has_the_same_nodes_with_words_and_without() {
    let graph = |program: fn() -> u32| shuttle::state_graph(GraphLimits::default(), program);
    let (told, untold) = (graph(racy).unwrap(), graph(racy_untold).unwrap());
    assert_eq!(told.nodes.len(), untold.nodes.len());
    assert_eq!(told.outcomes(), untold.outcomes());
}

#[test]
fn loom_shows_them_too() {
    let report = loom::explore(|| l::serve(true, [l::in_two_calls]));
    assert_eq!(report.outcomes(), [1]);
    let rows = says(report.witness(&1));
    assert_eq!(rows, ["A counter: get \u{2192} 0", "A counter: set 1"]);
}

#[cfg(target_os = "linux")]
#[test]
fn in_the_real_world_nobody_makes_the_words() {
    use interleave::real::sync::{Effect, Remote, tell, who};
    tell(who(), &Remote::new("counter"), Effect::Reads, || {
        unreachable!("nobody watches")
    });
}
