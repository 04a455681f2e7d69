//! The class of a bug, from its witness: for each class some programs that have the
//! bug, each beside its cure, and programs that nearly have it.
//!
//! Bug and cure are the same program with other parts. The cure is verified under
//! the same question, so it is the bug that the class is about.

mod check_then_act;
mod deadlock;
mod double_grant;
mod lost_update;
mod lost_wake_up;
mod order_violation;
mod stale_handle;
mod told;
mod torn_read;
mod wrong_value;

#[path = "../../../interleave/tests/programs/mod.rs"]
mod programs;

use std::fmt::Debug;

use interleave::shuttle::sync::{Arc, thread};
use verdict::{Class, PartResult, Verdict, interleavings};

/// What a check says of a program that must end with one of these values.
fn decide<T>(
    values: impl IntoIterator<Item = T>,
    body: impl Fn() -> T + Clone + Send + Sync + 'static,
) -> PartResult
where
    T: Clone + Ord + Debug + Send + Sync + 'static,
{
    interleavings("the program", body).only(values).run()
}

/// The step marked, as its row shows it, and what is noted there. Nothing if no row
/// is marked: a mark that no row shows is as bad as none.
fn marked(part: &PartResult) -> Option<String> {
    let rows = part.witness.as_ref()?.rows();
    let row = rows.into_iter().find(|row| row.harm.is_some())?;
    Some(format!("{} ^ {}", row.says, row.harm?))
}

/// A bug: the program is refuted, as this class. The marked step and its note hold
/// all of these words; if there are none, no step is marked.
#[track_caller]
fn bug<T>(
    class: Class,
    words: &[&str],
    values: impl IntoIterator<Item = T>,
    body: impl Fn() -> T + Clone + Send + Sync + 'static,
) where
    T: Clone + Ord + Debug + Send + Sync + 'static,
{
    let part = decide(values, body);
    assert_eq!(part.verdict, Verdict::Refuted, "{}", part.why);
    let witness = part.witness.as_ref().expect("a refutation has a witness");
    let ended = format!("it ends with {}\n{witness}", witness.outcome);
    assert_eq!(part.class, Some(class), "{ended}");
    let mark = marked(&part);
    assert_eq!(mark.is_some(), !words.is_empty(), "a mark? {ended}");
    let mark = mark.unwrap_or_default();
    for word in words {
        assert!(mark.contains(word), "`{word}` is not in `{mark}`: {ended}");
    }
}

/// A cure: the same question verifies the program.
#[track_caller]
fn cure<T>(
    values: impl IntoIterator<Item = T>,
    body: impl Fn() -> T + Clone + Send + Sync + 'static,
) where
    T: Clone + Ord + Debug + Send + Sync + 'static,
{
    let part = decide(values, body);
    let shown = part.witness.as_ref().map_or_else(String::new, |witness| {
        format!("it ends with {}\n{witness}", witness.outcome)
    });
    assert_eq!(part.verdict, Verdict::Verified, "{}: {shown}", part.why);
}

/// Runs processes on shared state, and returns it when all have ended.
fn run<S, const N: usize>(state: S, processes: [fn(&S); N]) -> Arc<S>
where
    S: Send + Sync + 'static,
{
    let state = Arc::new(state);
    let handles = processes.map(|process| {
        let state = Arc::clone(&state);
        thread::spawn(move || process(&state))
    });
    for handle in handles {
        handle.join().unwrap();
    }
    state
}
