//! Which kind of bug a witness shows.
//!
//! The rules look at one object at a time and at the process that does the last
//! harmful step:
//!
//! - *lost update*: a process reads an object, another writes it, and the first
//!   then stores over it without having read again. What the other wrote is
//!   gone.
//! - *check-then-act*: a process reads an object, another changes it, and the
//!   first then acts on it by a step that reads and writes at once. Nothing is
//!   overwritten, but the decision to act was made on an old value.
//! - *deadlock* and *panic*: the outcome says so.
//! - *wrong value*: none of these; the outcome is just not allowed.

use std::fmt;

use interleave::{Action, Mark, Outcome, Step, Witness};
use serde::{Deserialize, Serialize};

/// The kind of a bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A write is overwritten by one that did not know of it.
    LostUpdate,
    /// A decision is acted on after what it rests on has changed.
    CheckThenAct,
    /// Processes wait for each other, or one for itself.
    Deadlock,
    /// A process panics.
    Panic,
    /// The outcome is not among those allowed.
    WrongValue,
    /// An answer that should be a schedule is none, or none of this program.
    NotASchedule,
}

impl Class {
    /// The word for it, as in `exercise.toml`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Class::LostUpdate => "lost-update",
            Class::CheckThenAct => "check-then-act",
            Class::Deadlock => "deadlock",
            Class::Panic => "panic",
            Class::WrongValue => "wrong-value",
            Class::NotASchedule => "not-a-schedule",
        }
    }

    /// The class in a plain sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Class::LostUpdate => {
                "Lost update: one process wrote over another's update without having seen it."
            }
            Class::CheckThenAct => {
                "Check-then-act: a process acted on a check that was no longer true."
            }
            Class::Deadlock => "Deadlock: processes wait, and nobody can end the waiting.",
            Class::Panic => "Panic: a process ended in the middle of its work.",
            Class::WrongValue => "Wrong value: the program ends with a result it must not have.",
            Class::NotASchedule => "Not a schedule: the program cannot be run that way.",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Finds the class of a bad outcome from its witness, and marks the step that
/// does the harm.
pub(crate) fn classify<T>(outcome: &Outcome<T>, witness: Option<&mut Witness>) -> Class {
    match outcome {
        Outcome::Deadlocked(_) => return Class::Deadlock,
        Outcome::Panicked(_) => return Class::Panic,
        Outcome::Returned(_) => {}
    }
    let Some(witness) = witness else {
        return Class::WrongValue;
    };
    // A store over a write never seen explains more than a late action: it is
    // looked for first, over the whole execution.
    for (class, harmful) in [
        (Class::LostUpdate, overwrites as fn(&Action) -> bool),
        (Class::CheckThenAct, acts),
    ] {
        if let Some(stale) = stale(&witness.steps, harmful) {
            let note = note(class, witness, &stale);
            witness.mark = Some(Mark {
                step: stale.harm,
                note,
            });
            return class;
        }
    }
    Class::WrongValue
}

/// The steps of a process that does harm by what it does not know.
struct Stale {
    /// It reads an object.
    read: usize,
    /// Another process changes the object.
    change: usize,
    /// It stores over the object, or acts on it, as if nothing had happened.
    harm: usize,
}

/// What the harmful step does, with the numbers of the two steps before it.
fn note(class: Class, witness: &Witness, stale: &Stale) -> String {
    let step = &witness.steps[stale.harm];
    let name = step
        .object
        .map_or("it", |object| &*witness.objects[object].name);
    let (me, by) = (step.process, witness.steps[stale.change].process);
    let at = |step| match witness.number(step) {
        Some(number) => format!("in step {number}"),
        // `main` did it before anybody else was there.
        None => "before".to_owned(),
    };
    let (read, change) = (at(stale.read), at(stale.change));
    match class {
        Class::LostUpdate => {
            format!("{me} read {name} {read}: what {by} wrote {change} is lost")
        }
        _ => format!("{me} checked {name} {read}, and {by} changed it {change}"),
    }
}

fn overwrites(action: &Action) -> bool {
    matches!(action, Action::Store { .. } | Action::Write)
        || matches!(action, Action::Update { name, .. } if name == "swap")
}

fn acts(action: &Action) -> bool {
    matches!(
        action,
        Action::Update { .. }
            | Action::CompareExchange {
                stored: Some(_),
                ..
            }
    )
}

fn reads(action: &Action) -> bool {
    action.seen().is_some() || matches!(action, Action::Read)
}

/// The first harmful step of a process on an object that another process wrote
/// since the first one read it last.
fn stale(steps: &[Step], harmful: fn(&Action) -> bool) -> Option<Stale> {
    for (n, step) in steps.iter().enumerate() {
        let Some(object) = step.object.filter(|_| harmful(&step.action)) else {
            continue;
        };
        let here = |other: &Step| other.object == Some(object);
        let read = steps[..n].iter().rposition(|earlier| {
            here(earlier) && earlier.process == step.process && reads(&earlier.action)
        });
        let Some(read) = read else { continue };
        let between = &steps[read + 1..n];
        if between
            .iter()
            .any(|other| here(other) && other.process == step.process && other.action.writes())
        {
            // Its own write came after the read: the read no longer counts.
            continue;
        }
        let other = between.iter().position(|other| {
            here(other) && other.process != step.process && other.action.writes()
        });
        if let Some(other) = other {
            return Some(Stale {
                read,
                change: read + 1 + other,
                harm: n,
            });
        }
    }
    None
}
