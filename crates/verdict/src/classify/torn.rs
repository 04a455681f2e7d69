//! Reads that come too early: between two writes that belong together, or before
//! the first.

use interleave::{Action, Mark, Process, Step, Value};

use super::Class;
use super::trace::{Trace, reads};

/// A pair of steps on two objects, the first object's first.
type Pair = [usize; 2];

/// A process that sees one of two objects after, and the other before, another
/// process wrote both.
pub(super) fn read(trace: &Trace<'_>) -> Option<(Class, Mark)> {
    for reader in trace.processes() {
        let objects = only_read(trace, reader);
        for (n, &one) in objects.iter().enumerate() {
            for &two in &objects[n + 1..] {
                let looks = rounds(trace, reader, [one, two], |n| {
                    reads(&trace.steps()[n].action)
                });
                // Who reads until both fit uses what it read last.
                for look in looks.into_iter().rev() {
                    if let Some(mark) = torn(trace, reader, [one, two], look) {
                        return Some((Class::TornRead, mark));
                    }
                }
            }
        }
    }
    None
}

/// Whether another process writes the two objects around these two reads.
fn torn(trace: &Trace<'_>, reader: Process, objects: Pair, look: Pair) -> Option<Mark> {
    for writer in trace.processes().into_iter().filter(|who| *who != reader) {
        let writes = |n: usize| trace.steps()[n].action.writes();
        for write in rounds(trace, writer, objects, writes) {
            let seen = [write[0] < look[0], write[1] < look[1]];
            if seen[0] == seen[1] || !write.iter().all(|&n| trace.changes(n)) {
                continue;
            }
            let (new, old) = if seen[0] { (0, 1) } else { (1, 0) };
            let announces = |n: usize| matches!(trace.initial(objects[n]), Some(Value::Bool(_)));
            if announces(new) && !announces(old) && is_unset(trace, objects[old], look[old]) {
                continue;
            }
            let [set, late] = [new, old].map(|n| trace.when(write[n]));
            let [new, old] = [new, old].map(|n| trace.name(objects[n]));
            // The later one, unless `main` does it when nobody else is left.
            let step = look.into_iter().filter(|&n| trace.is_shown(n)).max();
            return Some(Mark {
                step: step.unwrap_or(look[0]),
                note: format!(
                    "{reader} saw {new} as {writer} set it {set}, but not {old}, set {late}"
                ),
            });
        }
    }
    None
}

/// The steps of this kind that a process does on two objects, in rounds: a round
/// has one step on each, and the next begins where an object comes again.
fn rounds(
    trace: &Trace<'_>,
    process: Process,
    objects: Pair,
    kind: impl Fn(usize) -> bool,
) -> Vec<Pair> {
    let mut all = Vec::new();
    let mut round = [None; 2];
    for (n, step) in trace.of(process).filter(|(n, _)| kind(*n)) {
        let Some(which) = objects.iter().position(|&one| step.object == Some(one)) else {
            continue;
        };
        if round[which].is_some() {
            round = [None; 2];
        }
        round[which] = Some(n);
        if let [Some(one), Some(two)] = round {
            all.push([one, two]);
            round = [None; 2];
        }
    }
    all
}

/// A process that uses an object before it was set.
pub(super) fn unset(trace: &Trace<'_>) -> Option<(Class, Mark)> {
    for reader in trace.processes() {
        for object in only_read(trace, reader) {
            // Who is about to wait at a futex looks at its atomic, too.
            let looks = |step: &Step| match step.action {
                Action::FutexWait { .. } => step.also == Some(object),
                _ => step.object == Some(object) && reads(&step.action),
            };
            let look = trace.of(reader).rfind(|(_, step)| looks(step));
            let Some((look, _)) = look else { continue };
            // What `main` reads while it is alone does not depend on any order.
            if !trace.is_shown(look) || !is_unset(trace, object, look) {
                continue;
            }
            let steps = trace.steps();
            let set =
                (look..steps.len()).find(|&n| steps[n].object == Some(object) && trace.changes(n));
            if let Some(set) = set {
                let note = format!(
                    "{reader} reads {} before {} sets it {}",
                    trace.name(object),
                    steps[set].process,
                    trace.when(set)
                );
                return Some((Class::OrderViolation, Mark { step: look, note }));
            }
        }
    }
    None
}

/// Whether nobody has written an object before this step.
fn is_unset(trace: &Trace<'_>, object: usize, before: usize) -> bool {
    !trace.steps()[..before]
        .iter()
        .any(|step| step.object == Some(object) && step.action.writes())
}

/// The objects that a process reads and never writes.
fn only_read(trace: &Trace<'_>, process: Process) -> Vec<usize> {
    let on = |kind: fn(&Action) -> bool| {
        trace
            .of(process)
            .filter(move |(_, step)| kind(&step.action))
            .filter_map(|(_, step)| step.object)
    };
    let mut all: Vec<usize> = on(reads).collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|object| {
        !trace.is_folded(*object) && !on(Action::writes).any(|written| written == *object)
    });
    all
}
