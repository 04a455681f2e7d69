//! A witness, with what several rules ask of it.

use std::collections::BTreeSet;

use interleave::{Action, Effect, Kind, Mark, Process, Step, Value, Witness};

/// The steps of a witness, and what follows from them.
pub(super) struct Trace<'a> {
    witness: &'a Witness,
    /// For each step whether it left its object other than it was.
    changed: Vec<bool>,
    /// What each atomic holds at the end.
    last: Vec<Option<Value>>,
}

/// A lock that a process holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hold {
    /// The lock.
    pub(super) lock: usize,
    /// The step that took it.
    pub(super) taken: usize,
}

impl<'a> Trace<'a> {
    pub(super) fn new(witness: &'a Witness) -> Trace<'a> {
        let mut last: Vec<Option<Value>> = witness
            .objects
            .iter()
            .map(|object| object.initial)
            .collect();
        let changed = witness
            .steps
            .iter()
            .map(|step| match (step.object, step.action.stored()) {
                // To write what is there already changes nothing: a lock that is
                // taken by `swap(true)` is tried in vain by it, too.
                (Some(object), Some(stored)) => last[object].replace(stored) != Some(stored),
                _ => step.action.writes(),
            })
            .collect();
        Trace {
            witness,
            changed,
            last,
        }
    }

    pub(super) fn steps(&self) -> &'a [Step] {
        &self.witness.steps
    }

    /// The objects of this name.
    pub(super) fn named(&self, name: &str) -> Vec<usize> {
        let objects = self.witness.objects.iter().enumerate();
        let so = objects.filter(|(_, object)| object.name == name);
        so.map(|(n, _)| n).collect()
    }

    /// What the program calls an object.
    pub(super) fn name(&self, object: usize) -> &'a str {
        &self.witness.objects[object].name
    }

    /// What the program calls the object of a step.
    pub(super) fn object_name(&self, step: usize) -> &'a str {
        let object = self.steps()[step].object;
        object.map_or("it", |object| self.name(object))
    }

    /// What an object is.
    pub(super) fn kind(&self, object: usize) -> Kind {
        self.witness.objects[object].kind
    }

    /// Whether an object is the inside of something with a name.
    pub(super) fn is_folded(&self, object: usize) -> bool {
        self.witness.objects[object].folded
    }

    /// What an atomic was made with.
    pub(super) fn initial(&self, object: usize) -> Option<Value> {
        self.witness.objects[object].initial
    }

    /// What an atomic holds at the end.
    pub(super) fn last(&self, object: usize) -> Option<Value> {
        self.last[object]
    }

    /// Whether a row shows this step.
    pub(super) fn is_shown(&self, step: usize) -> bool {
        self.witness.number(step).is_some()
    }

    /// The mark at a step that a row shows: the last before it, if none shows this
    /// one. What `main` does when nobody else is left has no row.
    pub(super) fn move_to_a_row(&self, mark: Mark) -> Option<Mark> {
        let step = (0..=mark.step).rfind(|&step| self.is_shown(step))?;
        Some(Mark { step, ..mark })
    }

    /// When a step was, in words.
    pub(super) fn when(&self, step: usize) -> String {
        match self.witness.number(step) {
            Some(number) => format!("in step {number}"),
            // `main` did it when nobody else was left.
            None if self.is_after_all_rows(step) => "afterwards".to_owned(),
            // `main` did it before anybody else was there.
            None => "before".to_owned(),
        }
    }

    /// Whether a step was after the last that has a row.
    fn is_after_all_rows(&self, step: usize) -> bool {
        let rows = self.witness.rows();
        rows.last().is_some_and(|last| last.step < step)
    }

    /// Whether a step left its object other than it was.
    pub(super) fn changes(&self, step: usize) -> bool {
        self.changed[step]
    }

    /// The steps of a process, with their indices.
    pub(super) fn of(
        &self,
        process: Process,
    ) -> impl DoubleEndedIterator<Item = (usize, &'a Step)> {
        let all = self.steps().iter().enumerate();
        all.filter(move |(_, step)| step.process == process)
    }

    /// Everybody who takes a step.
    pub(super) fn processes(&self) -> BTreeSet<Process> {
        self.steps().iter().map(|step| step.process).collect()
    }

    /// The step of a process that the schedule decided last before this one.
    pub(super) fn scheduled_before(&self, process: Process, step: usize) -> Option<usize> {
        let mut mine = self.of(process);
        mine.rfind(|(n, other)| *n < step && other.action.is_visible())
            .map(|(n, _)| n)
    }

    /// The locks that a process holds just before this step.
    pub(super) fn held(&self, process: Process, step: usize) -> Vec<Hold> {
        let mut held: Vec<Hold> = Vec::new();
        for (n, other) in self.of(process).take_while(|(n, _)| *n < step) {
            match &other.action {
                action if gives_back(action) => release(&mut held, other.object),
                // Waiting at a condition variable gives the mutex back.
                Action::Wait => release(&mut held, other.also),
                // Not all that is marked is a lock.
                Action::Enter if other.object.is_some_and(|marked| !self.is_folded(marked)) => {}
                action if takes(action) => {
                    held.extend(other.object.map(|lock| Hold { lock, taken: n }))
                }
                _ => {}
            }
        }
        held
    }

    /// The locks that a process holds at the end.
    pub(super) fn held_at_end(&self, process: Process) -> Vec<Hold> {
        self.held(process, self.steps().len())
    }
}

/// Gives a lock back. One that is held several times to read is given back once.
fn release(held: &mut Vec<Hold>, lock: Option<usize>) {
    if let Some(at) = held.iter().rposition(|hold| Some(hold.lock) == lock) {
        held.remove(at);
    }
}

/// Whether a step takes a lock.
pub(super) fn takes(action: &Action) -> bool {
    matches!(
        action,
        Action::Lock
            | Action::Enter
            | Action::TryLock { taken: true }
            | Action::ReadLock
            | Action::TryReadLock { taken: true }
            | Action::WriteLock
            | Action::TryWriteLock { taken: true }
            | Action::Told {
                effect: Effect::Takes,
                ..
            }
    )
}

/// Whether a step gives a lock back. Waiting at a condition variable does so beside.
pub(super) fn gives_back(action: &Action) -> bool {
    matches!(
        action,
        Action::Unlock
            | Action::ReadUnlock
            | Action::WriteUnlock
            | Action::Leave
            | Action::Told {
                effect: Effect::GivesBack,
                ..
            }
    )
}

/// Whether a step reads what its object holds.
pub(super) fn reads(action: &Action) -> bool {
    let told = |action: &Action| match action {
        Action::Told { effect, .. } => matches!(effect, Effect::Reads | Effect::Updates),
        _ => false,
    };
    action.seen().is_some() || matches!(action, Action::Read) || told(action)
}
