//! The closest call: of all executions of a program, the one in which its processes were
//! most often in each other's way.
//!
//! A right answer shows no schedule, for none goes wrong. It still has places where
//! processes meet, and where it would go wrong without its cure. A [`Moment`] is a step at
//! which a process was in another's way:
//!
//! - It was *turned away*: a lock was held when it tried it, or its compare-exchange failed
//!   because another process had written.
//! - It was *made to wait*: another process held the lock that it took next, or it began to
//!   wait at a condition variable, a futex, or for a call to another process.
//! - Another process *came between*: it changed an object between two of its own steps on
//!   that object.
//!
//! A step counts once, and only if a witness shows it. Of several executions with the same
//! number of moments the one with the most context switches is the closest, then the one
//! with the fewest steps, then the first by its schedule. Of the executions that nobody can
//! tell apart, one is looked at: the one that the search runs.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use interleave::shuttle::explore_each;
use interleave::{Action, Coverage, Effect, Kind, Limits, Object, Outcome, Process, Step, Witness};
use serde::{Deserialize, Serialize};

use crate::part::{Answer, Body};

/// What *closest* means, in a sentence for whoever reads the result.
pub const CLOSEST: &str = "The closest call is the execution in which a process was most often \
                           turned away, made to wait, or had another change an object between \
                           two of its own steps on it; of equals, the one with the most \
                           switches between processes, then the fewest steps.";

/// The execution that came closest to going wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosestCall {
    /// What was explored, with its bounds.
    pub bounds: String,
    /// How many executions were looked at.
    pub executions: u64,
    /// Whether those were all.
    pub coverage: Coverage,
    /// Where its processes were in each other's way, in the order of the steps.
    pub moments: Vec<Moment>,
    /// The execution.
    pub witness: Witness,
}

/// A step at which a process was in another's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The step, as an index into [`Witness::steps`].
    pub step: usize,
    /// What happened, in words.
    pub says: String,
}

/// An execution, and where its processes were in each other's way.
type Found = (Vec<Moment>, Witness);

/// Looks at every execution of a body. Nothing if there was none.
pub(crate) fn closest<T: Answer>(
    bounds: &str,
    limits: Limits,
    body: impl Body<T>,
) -> Option<ClosestCall> {
    let best: Arc<Mutex<Option<Found>>> = Arc::default();
    let kept = Arc::clone(&best);
    let report = explore_each(limits, body, move |outcome: &Outcome<T>, steps, objects| {
        let mut best = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut moments = moments(steps, objects);
        // What is not shown is left out below, and never adds to the number.
        let bar = best.as_ref().map_or(0, |(moments, _)| moments.len());
        if moments.len() < bar {
            return;
        }
        let witness = Witness::of(outcome, steps, objects);
        let shown: BTreeSet<usize> = witness.rows().iter().map(|row| row.step).collect();
        moments.retain(|moment| shown.contains(&moment.step));
        let is_closer = best
            .as_ref()
            .is_none_or(|(known, shown)| rank(&moments, &witness) < rank(known, shown));
        if is_closer {
            *best = Some((moments, witness));
        }
    });
    let found = best.lock().unwrap_or_else(PoisonError::into_inner).take();
    found.map(|(moments, witness)| ClosestCall {
        bounds: bounds.to_owned(),
        executions: report.executions(),
        coverage: report.coverage().clone(),
        moments,
        witness,
    })
}

/// The less, the closer.
fn rank(moments: &[Moment], witness: &Witness) -> impl Ord + use<> {
    (
        Reverse(moments.len()),
        Reverse(witness.context_switches()),
        witness.steps.len(),
        witness.schedule.clone(),
    )
}

/// The steps at which a process was in another's way.
fn moments(steps: &[Step], objects: &[Object]) -> Vec<Moment> {
    let says = |n: usize| {
        made_to_wait(steps, objects, n)
            .or_else(|| turned_away(steps, objects, n))
            .or_else(|| came_between(steps, objects, n))
    };
    (0..steps.len())
        .filter_map(|step| {
            Some(Moment {
                step,
                says: says(step)?,
            })
        })
        .collect()
}

/// The name of the object of a step. Who waits in the inside of a lock waits for that.
fn name<'a>(step: &Step, objects: &'a [Object]) -> &'a str {
    let name = step.object.map_or("", |object| &*objects[object].name);
    name.strip_prefix("futex of ").unwrap_or(name)
}

fn made_to_wait(steps: &[Step], objects: &[Object], n: usize) -> Option<String> {
    let step = &steps[n];
    let (me, name) = (step.process, name(step, objects));
    match step.action {
        Action::Wait | Action::FutexWait { waits: true, .. } => {
            let in_vain = before(steps, n, |earlier| {
                earlier.process == me && earlier.object == step.object
            })
            .is_some_and(|earlier| matches!(steps[earlier].action, Action::Wake { .. }));
            Some(match in_vain {
                true => format!("{me} was woken in vain, and waits again for {name}"),
                false => format!("{me} must wait for {name}"),
            })
        }
        Action::Told {
            effect: Effect::Waits,
            ..
        } => Some(format!("{me} must wait for {name}")),
        Action::Lock | Action::ReadLock | Action::WriteLock => {
            // Since its last step it had nothing to do but to take the lock.
            let since = before(steps, n, |earlier| is_step_of(earlier, me)).unwrap_or(0);
            let reads = step.action == Action::ReadLock;
            let held = before(steps, n, |earlier| {
                earlier.process != me && gives_back(earlier, step.object, reads)
            })?;
            (held > since).then(|| {
                let holder = steps[held].process;
                format!("{me} had to wait for {name}, which {holder} held")
            })
        }
        _ => None,
    }
}

/// Whether a step is one of this process, or the one that starts it.
fn is_step_of(step: &Step, process: Process) -> bool {
    step.process == process || step.action == Action::Spawn { child: process }
}

/// Whether a step gives this lock back, so that somebody who waits may have it.
fn gives_back(step: &Step, lock: Option<usize>, reads: bool) -> bool {
    match step.action {
        Action::Unlock | Action::WriteUnlock => step.object == lock,
        Action::ReadUnlock => step.object == lock && !reads,
        Action::Wait => step.also == lock,
        _ => false,
    }
}

fn turned_away(steps: &[Step], objects: &[Object], n: usize) -> Option<String> {
    let step = &steps[n];
    let (me, name) = (step.process, name(step, objects));
    match step.action {
        Action::TryLock { taken: false }
        | Action::TryReadLock { taken: false }
        | Action::TryWriteLock { taken: false } => {
            Some(format!("{me} is turned away: {name} is held"))
        }
        Action::CompareExchange { stored: None, .. } => {
            let last = before(steps, n, |earlier| {
                earlier.object == step.object && earlier.action.writes()
            })?;
            let other = steps[last].process;
            (other != me)
                .then(|| format!("the compare-exchange of {me} fails: {other} has changed {name}"))
        }
        _ => None,
    }
}

fn came_between(steps: &[Step], objects: &[Object], n: usize) -> Option<String> {
    let step = &steps[n];
    let me = step.process;
    // Of a lock one sees who takes it, and that is the rule before.
    let is_data = |object: &usize| {
        let Object { kind, folded, .. } = &objects[*object];
        matches!(kind, Kind::Atomic | Kind::Cell | Kind::Remote) && !folded
    };
    let object = step.object.filter(is_data)?;
    touches(step).then_some(())?;
    let mine = before(steps, n, |earlier| {
        earlier.process == me && earlier.object == Some(object) && touches(earlier)
    })?;
    let between = &steps[mine + 1..n];
    let other = between.iter().find(|between| {
        between.process != me && between.object == Some(object) && between.action.writes()
    })?;
    let name = &objects[object].name;
    Some(format!(
        "{} has changed {name} since the last step of {me} on it",
        other.process
    ))
}

/// Whether a step reads or writes its object.
fn touches(step: &Step) -> bool {
    step.action.touches()[0].is_some()
}

/// The last step before this one that is such.
fn before(steps: &[Step], n: usize, is_such: impl Fn(&Step) -> bool) -> Option<usize> {
    steps[..n].iter().rposition(is_such)
}

#[cfg(test)]
mod tests {
    use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use interleave::shuttle::sync::{Arc, Mutex, name, thread};

    use super::*;

    /// What two processes that do this to a counter, with a lock beside it, came to.
    fn of(work: fn(&AtomicU32, &Mutex<()>)) -> ClosestCall {
        let body = move || {
            let shared = Arc::new((AtomicU32::new(0), Mutex::new(())));
            name(&shared.0, "counter");
            name(&shared.1, "lock");
            let workers = [(); 2].map(|()| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || work(&shared.0, &shared.1))
            });
            for worker in workers {
                worker.join().expect("a worker does not panic");
            }
            shared.0.load(SeqCst)
        };
        closest("2 processes", Limits::default(), body).expect("there is an execution")
    }

    fn says(call: &ClosestCall) -> Vec<&str> {
        call.moments.iter().map(|moment| &*moment.says).collect()
    }

    #[test]
    fn one_step_each_leaves_nothing_between_which_another_comes() {
        let call = of(|counter, _| {
            counter.fetch_add(1, SeqCst);
        });
        assert_eq!(call.executions, 2);
        assert!(call.moments.is_empty(), "{:?}", call.moments);
    }

    #[test]
    fn who_comes_to_a_held_lock_had_to_wait() {
        let call = of(|counter, lock| {
            let _guard = lock.lock().expect("nobody panics");
            let seen = counter.load(SeqCst);
            counter.store(seen + 1, SeqCst);
        });
        assert_eq!(call.witness.outcome, "2");
        assert_eq!(says(&call), ["B had to wait for lock, which A held"]);
    }

    #[test]
    fn a_compare_exchange_that_another_spoils_is_the_closest_call() {
        let call = of(|counter, _| {
            let mut seen = counter.load(SeqCst);
            while let Err(now) = counter.compare_exchange(seen, seen + 1, SeqCst, SeqCst) {
                seen = now;
            }
        });
        assert_eq!(call.coverage, Coverage::Exhaustive);
        let says = says(&call);
        assert_eq!(says.len(), 1, "{says:?}");
        assert!(says[0].contains("compare-exchange of"), "{says:?}");
        assert!(call.witness.context_switches() >= 2);
    }

    #[test]
    fn the_closest_call_of_a_wrong_program_is_one_that_goes_wrong() {
        let call = of(|counter, _| {
            let seen = counter.load(SeqCst);
            counter.store(seen + 1, SeqCst);
        });
        assert_eq!(call.witness.outcome, "1");
        assert_eq!(says(&call).len(), 1);
        let step = &call.witness.steps[call.moments[0].step];
        assert!(matches!(step.action, Action::Store { .. }));
    }
}
