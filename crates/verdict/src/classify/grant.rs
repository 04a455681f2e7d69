//! What is granted twice: a process enters while another is inside.

use interleave::{Action, Mark, Process, Value};

use super::Class;
use super::trace::Trace;

/// The first time that a process gets what as many hold as may hold it.
///
/// Entering has a row of its own only where it stands for the steps that led to it. Else
/// the step marked is the one before it, by which the process was let in.
pub(super) fn doubled(trace: &Trace<'_>) -> Option<(Class, Mark)> {
    // Who is inside what, and since which step.
    let mut inside: Vec<(usize, Process, usize)> = Vec::new();
    for (n, step) in trace.steps().iter().enumerate() {
        let (me, Some(object)) = (step.process, step.object) else {
            continue;
        };
        match step.action {
            Action::Enter => {
                let before = || trace.scheduled_before(me, n).unwrap_or(n);
                let got = if trace.is_shown(n) { n } else { before() };
                // A step inside a lock has no row: the one by which the lock is taken has.
                let is_mine =
                    |step: &usize| trace.is_shown(*step) && trace.steps()[*step].process == me;
                let got = (got..n).find(is_mine).unwrap_or(got);
                let mut others = inside
                    .iter()
                    .filter(|(held, who, _)| *held == object && *who != me);
                if let Some(&(_, other, since)) = others.clone().next()
                    && others.by_ref().count() >= room(trace, object)
                {
                    let name = trace.name(object);
                    let when = trace.when(since);
                    let note = format!("{me} gets {name}, which {other} got {when} and still has");
                    return Some((Class::DoubleGrant, Mark { step: got, note }));
                }
                inside.push((object, me, got));
            }
            Action::Leave => {
                // Who leaves without having entered lets nobody else out.
                let mine = inside
                    .iter()
                    .rposition(|(held, who, _)| *held == object && *who == me);
                mine.map(|at| inside.remove(at));
            }
            _ => {}
        }
    }
    None
}

/// How many may be inside. A semaphore is an atomic that starts with their number;
/// one beyond the number of processes is no such number, but a mark of some kind.
fn room(trace: &Trace<'_>, object: usize) -> usize {
    match trace.initial(object) {
        Some(Value::Int(permits)) => usize::try_from(permits)
            .ok()
            .filter(|permits| (1..Process::LIMIT).contains(permits))
            .unwrap_or(1),
        _ => 1,
    }
}
