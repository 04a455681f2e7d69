//! Steps that do harm by what their process does not know: it read an object, and
//! another has changed it since.
//!
//! Whether a value was made of the one read, or is always the same, is not seen. Two who
//! both count from 0 to 1 lose an update, though the second store changes nothing. But
//! who stores the very value that it read, where that value stands again, loses nothing.

use interleave::{Action, Effect, Kind, Mark, Step, Value};

use super::Class;
use super::trace::{Hold, Trace, reads};

/// The steps of a process that does harm by what it does not know.
struct Stale {
    /// It reads an object.
    read: usize,
    /// Another process changes the object.
    change: usize,
    /// It stores over the object, or acts on it, as if nothing had happened.
    harm: usize,
}

/// A write that is stored over by a process that has not seen it.
pub(super) fn overwritten(trace: &Trace<'_>) -> Option<(Class, Mark)> {
    let stale = find(trace, reads, overwrites)?;
    Some(judged(trace, Class::LostUpdate, &stale))
}

/// An action after the value that was checked for it has changed.
pub(super) fn acted_on(trace: &Trace<'_>) -> Option<(Class, Mark)> {
    let stale = find(trace, looks, acts)?;
    Some(judged(trace, Class::CheckThenAct, &stale))
}

fn judged(trace: &Trace<'_>, class: Class, stale: &Stale) -> (Class, Mark) {
    let steps = trace.steps();
    let (me, by) = (steps[stale.harm].process, steps[stale.change].process);
    let name = trace.object_name(stale.harm);
    let (read, change) = (trace.when(stale.read), trace.when(stale.change));
    let (class, note) = match (class, different_locks(trace, stale)) {
        (_, Some((mine, others))) => {
            let (mine, others) = (trace.name(mine.lock), trace.name(others.lock));
            let what = match class {
                Class::LostUpdate => format!("what {by} wrote {change} is lost"),
                _ => format!("{by} changed {name} {change}"),
            };
            (
                Class::StaleHandle,
                format!("{what}: {me} holds {mine}, {by} {others}"),
            )
        }
        (Class::LostUpdate, None) => {
            let note = format!("{me} read {name} {read}: what {by} wrote {change} is lost");
            (class, note)
        }
        (_, None) => {
            let note = format!("{me} checked {name} {read}, and {by} changed it {change}");
            (class, note)
        }
    };
    let step = stale.harm;
    (class, Mark { step, note })
}

/// The lock that the process held from its read to its harmful step, and the one
/// that the other held when it wrote, if both held one and had none in common.
///
/// Who gives its lock back in between is harmful whatever the lock is, and so is a
/// writer that holds none: such processes need no copy of a lock to be wrong.
fn different_locks(trace: &Trace<'_>, stale: &Stale) -> Option<(Hold, Hold)> {
    let steps = trace.steps();
    // A mutex that is folded is how something is done, such as a call: no program chose it.
    let is_chosen =
        |hold: &Hold| trace.kind(hold.lock) != Kind::Mutex || !trace.is_folded(hold.lock);
    let mut mine = trace.held(steps[stale.harm].process, stale.harm);
    mine.retain(|hold| hold.taken < stale.read && is_chosen(hold));
    let mut others = trace.held(steps[stale.change].process, stale.change);
    others.retain(is_chosen);
    let in_common = |hold: &Hold| others.iter().any(|other| other.lock == hold.lock);
    if mine.iter().any(in_common) {
        return None;
    }
    Some((*mine.last()?, *others.last()?))
}

/// Whether a step looks at what its object holds, and leaves it alone. A step that
/// writes as well, and another that takes it back, need no check between them.
fn looks(action: &Action) -> bool {
    reads(action) && !action.writes()
}

/// Whether a step stores over what was there, whatever it was. To store over a truth
/// value loses nothing: there are only two of them.
fn overwrites(trace: &Trace<'_>, step: usize) -> bool {
    match &trace.steps()[step].action {
        Action::Write
        | Action::Told {
            effect: Effect::Writes,
            ..
        } => true,
        Action::Store { stored } => !is_truth_value(*stored),
        Action::Update { name, stored, .. } => name == "swap" && !is_truth_value(*stored),
        _ => false,
    }
}

/// Whether a step is one that a process takes because of what it saw before. To
/// change nothing is no action: who tries in vain to take a lock goes on waiting.
fn acts(trace: &Trace<'_>, step: usize) -> bool {
    match &trace.steps()[step].action {
        Action::Store { stored } => is_truth_value(*stored),
        Action::Update { .. } => trace.changes(step),
        Action::CompareExchange { stored, .. } => stored.is_some(),
        Action::Told { effect, .. } => *effect == Effect::Updates,
        _ => false,
    }
}

fn is_truth_value(value: Value) -> bool {
    matches!(value, Value::Bool(_))
}

/// The first harmful step of a process on an object that another process changed
/// since the first one read it last.
fn find(
    trace: &Trace<'_>,
    learns: fn(&Action) -> bool,
    harmful: fn(&Trace<'_>, usize) -> bool,
) -> Option<Stale> {
    let steps = trace.steps();
    for (harm, step) in steps.iter().enumerate() {
        // What is inside a lock is the lock's business.
        let is_harmful = |object: &usize| !trace.is_folded(*object) && harmful(trace, harm);
        let Some(object) = step.object.filter(is_harmful) else {
            continue;
        };
        let here = |other: &Step| other.object == Some(object);
        let read = steps[..harm].iter().rposition(|earlier| {
            here(earlier) && earlier.process == step.process && learns(&earlier.action)
        });
        let Some(read) = read else { continue };
        let between = &steps[read + 1..harm];
        if between
            .iter()
            .any(|other| here(other) && other.process == step.process && other.action.writes())
        {
            // Its own write came after the read: the read no longer counts.
            continue;
        }
        let saw = &steps[read].action;
        if !trace.changes(harm) && saw.stored().or(saw.seen()) == step.action.stored() {
            // It leaves what it saw, and what is there: the others' changes came to nothing
            // before, by themselves.
            continue;
        }
        let change = (read + 1..harm)
            .find(|&n| here(&steps[n]) && steps[n].process != step.process && trace.changes(n));
        if let Some(change) = change {
            return Some(Stale { read, change, harm });
        }
    }
    None
}
