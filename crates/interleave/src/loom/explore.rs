//! Exploring under loom.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::back::{self, Loom};
use crate::model::footprint::Relation;
use crate::model::{Back, execution, panics};
use crate::outcome::Outcome;
use crate::report::{Limits, Model, Report};
use crate::step::Process;

/// Explores the executions that loom finds for the body, within the default
/// [`Limits`].
///
/// Exhaustive here means: all that loom explores. Its own limits are four
/// processes beside `main`, and the seven newest stores of an atomic. A report
/// with a deadlock in it is bounded: the execution was given up there, and loom
/// does not find its way to everything beside it.
///
/// # Panics
///
/// If loom itself fails, for example because the body is not deterministic or
/// has more than four processes beside `main`.
pub fn explore<T, F>(body: F) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    explore_within(Limits::default(), body)
}

/// As [`explore`], within limits of your own. A limit on steps bounds how often
/// loom may branch in one execution.
///
/// # Panics
///
/// As [`explore`].
pub fn explore_within<T, F>(limits: Limits, body: F) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    panics::install_hook();
    let found = Arc::new(Mutex::new(Found {
        report: Report::new(Model::Loom),
        returned: None,
        started: 0,
    }));
    if limits.spurious_wakeups > 0 {
        let why = "loom has no wake-ups for no reason";
        lock(&found).report.bound(why);
    }
    let since = Instant::now();

    // Every field is set, so that no `LOOM_` variable reaches it.
    let mut builder = ::loom::model::Builder::new();
    builder.max_threads = ::loom::MAX_THREADS;
    builder.max_branches = limits.steps;
    builder.max_permutations = None;
    builder.max_duration = None;
    builder.preemption_bound = None;
    builder.checkpoint_file = None;
    builder.checkpoint_interval = 1;
    builder.expect_explicit_explore = false;
    builder.location = false;
    builder.log = false;

    let results = Arc::clone(&found);
    let outside = End;
    let run = panic::catch_unwind(AssertUnwindSafe(|| {
        builder.check(move || {
            collect(&results);
            stop_at_limit(&results, limits, since);
            back::begin();
            execution::begin(0, 0, Relation::default());
            let (result, panic) = panics::catch(Process::MAIN, &body);
            Loom::unwound();
            if let Ok(value) = result {
                lock(&results).returned = Some(value);
            }
            execution::with(|execution| execution.ended(Process::MAIN, panic));
            // What is left may be processes that wait for each other.
            Loom::process_ended();
        });
    }));
    match run {
        Ok(()) => collect(&found),
        Err(payload) if payload.is::<Cut>() => {}
        Err(payload) => {
            let failure = execution::with(|execution| execution.failure().map(str::to_owned));
            let why = if failure.is_some_and(|why| why.contains("maximum number of branches")) {
                format!("an execution branches more than {} times", limits.steps)
            } else if beside_a_deadlock(&found) {
                BESIDE_A_DEADLOCK.to_owned()
            } else {
                panics::raise(payload);
            };
            lock(&found).report.bound(why);
        }
    }
    drop(outside);
    let mut found = lock(&found);
    std::mem::replace(&mut found.report, Report::new(Model::Loom))
}

/// Why an exploration that meets a deadlock is bounded.
const BESIDE_A_DEADLOCK: &str = "beside a deadlock loom does not explore everything";

/// Whether a deadlock was met, now or before. loom may then go on until it fails
/// itself: to it, the execution that was given up is one like any other.
fn beside_a_deadlock<T: Clone + Ord + fmt::Debug>(found: &Mutex<Found<T>>) -> bool {
    let is_one = |outcome: &Outcome<T>| matches!(outcome, Outcome::Deadlocked(_));
    back::deadlock().is_some() || lock(found).report.outcomes().iter().any(is_one)
}

/// What the executions so far have found.
struct Found<T> {
    report: Report<T>,
    returned: Option<T>,
    started: u64,
}

/// The payload that ends loom's own loop.
struct Cut;

/// Ends the exploration on this thread, also when it panics.
struct End;

impl Drop for End {
    fn drop(&mut self) {
        back::begin();
        execution::end();
    }
}

fn lock<T>(found: &Mutex<Found<T>>) -> std::sync::MutexGuard<'_, Found<T>> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts the execution that ran last into the report.
fn collect<T: Clone + Ord + fmt::Debug>(found: &Mutex<Found<T>>) {
    let mut found = lock(found);
    let found = &mut *found;
    if found.started == 0 {
        return;
    }
    let returned = found.returned.take();
    execution::with(|execution| {
        let outcome = match (back::deadlock(), execution.outcome(returned)) {
            (None, outcome) => outcome,
            (Some(waits), outcome) => {
                // Random programs show that loom then misses executions.
                found.report.bound(BESIDE_A_DEADLOCK);
                match outcome {
                    Outcome::Panicked(panic) => Outcome::Panicked(panic),
                    _ => Outcome::Deadlocked(waits),
                }
            }
        };
        found.report.add(&outcome, execution);
    });
}

fn stop_at_limit<T: Clone + Ord + fmt::Debug>(
    found: &Mutex<Found<T>>,
    limits: Limits,
    since: Instant,
) {
    let mut found = lock(found);
    let why = if found.started >= limits.executions {
        format!("stopped after {} executions", limits.executions)
    } else if since.elapsed() > limits.time {
        format!("stopped after {:?}", limits.time)
    } else {
        found.started += 1;
        return;
    };
    found.report.bound(why);
    drop(found);
    panic::resume_unwind(Box::new(Cut));
}
