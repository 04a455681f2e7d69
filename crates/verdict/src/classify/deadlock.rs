//! Processes that wait for each other, for themselves, or go round in vain.

use interleave::{Mark, Process, Wait, WaitsOn, circle};

use super::trace::{Hold, Trace};
use super::{Class, Found};

/// A process that waits for a lock that it holds itself.
pub(super) fn by_itself(waits: &[Wait], trace: Option<&Trace<'_>>) -> Option<Found> {
    waits.iter().find_map(|wait| {
        let WaitsOn::Lock { lock, holder } = &wait.on else {
            return None;
        };
        let hold = trace.and_then(|trace| held(trace, wait.process, lock));
        // Of those who read, only one is named as the holder. The process may be another.
        if *holder != wait.process && hold.is_none() {
            return None;
        }
        let mark = hold.map(|hold| Mark {
            step: hold.taken,
            note: format!(
                "{} still holds {lock} when it asks for it again ({})",
                wait.process, wait.place
            ),
        });
        Some((Class::SelfDeadlock, mark))
    })
}

/// Processes that wait for each other in a circle. The step marked is the one that
/// closes it: the last by which one of them took what another waits for.
pub(super) fn in_a_circle(waits: &[Wait], trace: Option<&Trace<'_>>) -> Option<Found> {
    let circle = circle(waits)?;
    let closes = trace.and_then(|trace| {
        let taken = circle.iter().filter_map(|wait| match &wait.on {
            WaitsOn::Lock { lock, holder } => Some(held(trace, *holder, lock)?.taken),
            _ => None,
        });
        taken.max()
    });
    let mark = closes.map(|step| {
        let awaited = circle.iter().cycle().skip(1);
        let links = circle.iter().zip(awaited);
        let mut links: Vec<String> = links
            .map(|(wait, awaited)| format!("{} for {}", wait.process, awaited.process))
            .collect();
        let last = links.pop().unwrap_or_default();
        let links = links.join(", ").replacen(" for", " waits for", 1);
        let note = format!("after this {links}, and {last}");
        Mark { step, note }
    });
    Some((Class::DeadlockCycle, mark))
}

/// The lock of this name that a process holds at the end.
fn held(trace: &Trace<'_>, process: Process, lock: &str) -> Option<Hold> {
    let held = trace.held_at_end(process);
    held.into_iter().rfind(|hold| trace.name(hold.lock) == lock)
}

/// The last look of a process that goes round a loop in vain.
pub(super) fn looks_in_vain(trace: &Trace<'_>, waits: &[Wait]) -> Option<Mark> {
    waits.iter().find_map(|wait| {
        let WaitsOn::Change { objects } = &wait.on else {
            return None;
        };
        let awaited = |object: usize| objects.iter().any(|name| name == trace.name(object));
        let (step, _) = trace
            .of(wait.process)
            .rfind(|(_, step)| step.action.is_visible() && step.object.is_some_and(awaited))?;
        let note = format!(
            "{} looks at {} again and again, and nobody is left to change it",
            wait.process,
            trace.object_name(step)
        );
        Some(Mark { step, note })
    })
}
