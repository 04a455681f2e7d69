//! Which kind of bug a witness shows.
//!
//! The first rule that fits names the class, and marks the step that does the harm
//! where there is one. If no row of the witness shows that step, the row before it is
//! marked. The rules go by what a witness shows: the steps, the locks
//! held, and who waits for what at the end. They do not know what a program means,
//! so they are only asked about an execution that ended badly.
//!
//! A process panicked:
//!
//! 1. *panic*. Whatever else the witness shows, the program was broken off. If it was
//!    loom that did so, because of plain memory, it is a *data-race*.
//!
//! Nobody can go on. Going round a loop in vain counts as waiting, for it may be
//! the echo of one of the first three:
//!
//! 2. *self-deadlock*: a process waits for a lock that it holds itself.
//! 3. *deadlock-cycle*: several wait for each other in a circle, for locks or for
//!    the end of a process.
//! 4. *lost-wake-up*: a process waits to be woken. What it looked at before it began
//!    to wait has changed since; or it did not look, and the wake-up came too early;
//!    or the wake-up went to a process that had no use for it. A program may build its
//!    conditions from a word and a futex: then the look is what was read before the
//!    lock was given back. Of who gives no lock back, or says in between that it waits,
//!    by a step that reads and writes, nothing more is known.
//! 5. *livelock*: a process goes round a loop that looks for a change, and nobody
//!    is left to make one.
//! 6. *deadlock*: none of these; the processes wait for what never comes.
//!
//! The program ended, with a result that it must not have:
//!
//! 7. *double-grant*: the program marks, by `sync::enter` and `sync::leave`, what
//!    only one process may hold at a time, and a process enters while another is
//!    inside. This is the cause of all that follows inside, so it comes first. An
//!    atomic that starts with a number from 2 to 26 is taken for a semaphore that
//!    lets so many in. Other things that may be shared must not be marked.
//! 8. *stale-handle*: the next rule or the one after it fits, though each of the
//!    two processes held a lock: the first from its read to its harmful step, the
//!    other at its write. It was not the same lock, as when one has a copy.
//! 9. *lost-update*: a process reads an object, another changes it, and the first
//!    then stores over it without having read again. What the other wrote is
//!    gone. To store the value that one read, where it stands again, loses nothing.
//! 10. *check-then-act*: a process looks at an object, another changes it, and the
//!     first then changes it by a step that reads and writes at once, or, if it is a
//!     truth value, by any. Nothing is lost, but the decision to act was made on an
//!     old value. To look is to read and not to write.
//! 11. *torn-read*: a process reads two objects that it never writes. Another
//!     writes both, and the reader sees the one after and the other before. If the
//!     new one is a truth value and the old one was never set at all, it is an
//!     announcement that came too early, and the next rule speaks.
//! 12. *order-violation*: a process reads an object that it never writes, for the
//!     last time, before anybody has written it. Another sets it only later.
//! 13. *wrong-value*: none of these; the outcome is just not allowed.
//!
//! A store over a write never seen explains more than a late action, so rule 9 looks
//! at the whole execution before rule 10 does. Both explain more than a read that is
//! merely early or torn, for they also change what the others see.
//!
//! A call to a process that keeps an object, and that tells of it by `sync::tell`, counts as
//! a step on that object: it reads, writes, takes or gives back what it is said to.
//!
//! Three classes are not found here, for they are about another kind of answer than a
//! program: *not-a-schedule* of a schedule, *missed-bug* and *false-alarm* of a property.
//!
//! What is inside a `Mutex` is not seen: a number that is read under a lock, and
//! written under it later, is a lost update without a trace.

mod deadlock;
mod grant;
mod stale;
mod torn;
mod trace;
mod wake_up;

use std::fmt;

use interleave::{Mark, Outcome, Wait, Witness};
use serde::{Deserialize, Serialize};

use trace::Trace;

/// The kind of a bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A write is overwritten by one that did not know of it.
    LostUpdate,
    /// A decision is acted on after what it rests on has changed.
    CheckThenAct,
    /// One half of what another process wrote is seen without the other.
    TornRead,
    /// Something is used before it was set.
    OrderViolation,
    /// Something is held by more processes than may hold it.
    DoubleGrant,
    /// Each process holds a lock, but not the same one.
    StaleHandle,
    /// Processes wait for each other in a circle.
    DeadlockCycle,
    /// A process waits for a lock that it holds itself.
    SelfDeadlock,
    /// A process waits for a wake-up that was given in vain.
    LostWakeUp,
    /// Processes wait for what never comes.
    Deadlock,
    /// A process goes round a loop that never ends.
    Livelock,
    /// Plain memory is used by two processes, one of which writes, in no order.
    DataRace,
    /// A process panics.
    Panic,
    /// The outcome is not among those allowed.
    WrongValue,
    /// An answer that should be a schedule is none, or none of this program.
    NotASchedule,
    /// An answer that is a property accepts an implementation that is wrong.
    MissedBug,
    /// An answer that is a property refuses an implementation that is right.
    FalseAlarm,
}

impl Class {
    /// The word for it, as in `exercise.toml`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Class::LostUpdate => "lost-update",
            Class::CheckThenAct => "check-then-act",
            Class::TornRead => "torn-read",
            Class::OrderViolation => "order-violation",
            Class::DoubleGrant => "double-grant",
            Class::StaleHandle => "stale-handle",
            Class::DeadlockCycle => "deadlock-cycle",
            Class::SelfDeadlock => "self-deadlock",
            Class::LostWakeUp => "lost-wake-up",
            Class::Deadlock => "deadlock",
            Class::Livelock => "livelock",
            Class::DataRace => "data-race",
            Class::Panic => "panic",
            Class::WrongValue => "wrong-value",
            Class::NotASchedule => "not-a-schedule",
            Class::MissedBug => "missed-bug",
            Class::FalseAlarm => "false-alarm",
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
            Class::TornRead => "Torn read: a process saw one half of what another wrote.",
            Class::OrderViolation => "Order violation: a process used something before it was set.",
            Class::DoubleGrant => "Double grant: a process got what another still held.",
            Class::StaleHandle => "Stale handle: each process held a lock, but not the same one.",
            Class::DeadlockCycle => "Deadlock cycle: processes wait for each other in a circle.",
            Class::SelfDeadlock => {
                "Self-deadlock: a process waits for a lock that it holds itself."
            }
            Class::LostWakeUp => {
                "Lost wake-up: a process waits to be woken, and the wake-up was in vain."
            }
            Class::Deadlock => "Deadlock: processes wait, and nobody can end the waiting.",
            Class::Livelock => "Livelock: a process goes round a loop that nobody can end.",
            Class::DataRace => {
                "Data race: two processes used the same memory, and nothing ordered the two."
            }
            Class::Panic => "Panic: a process ended in the middle of its work.",
            Class::WrongValue => "Wrong value: the program ends with a result it must not have.",
            Class::NotASchedule => "Not a schedule: the program cannot be run that way.",
            Class::MissedBug => {
                "Missed bug: your property accepts an implementation that is wrong."
            }
            Class::FalseAlarm => {
                "False alarm: your property refuses an implementation that is right."
            }
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a rule finds: a class, and the step that does the harm.
type Found = (Class, Option<Mark>);

/// Finds the class of a bad outcome from its witness, and marks the step that
/// does the harm.
pub(crate) fn classify<T>(outcome: &Outcome<T>, witness: Option<&mut Witness>) -> Class {
    let trace = witness.as_deref().map(Trace::new);
    let trace = trace.as_ref();
    let (class, mark) = match outcome {
        Outcome::Panicked(panic) if panic.is_data_race() => (Class::DataRace, None),
        Outcome::Panicked(_) => (Class::Panic, None),
        Outcome::Deadlocked(waits) => stuck(waits, trace).unwrap_or((Class::Deadlock, None)),
        Outcome::Livelocked(waits) => stuck(waits, trace).unwrap_or_else(|| {
            let mark = trace.and_then(|trace| deadlock::looks_in_vain(trace, waits));
            (Class::Livelock, mark)
        }),
        Outcome::Returned(_) => trace
            .and_then(returned)
            .unwrap_or((Class::WrongValue, None)),
    };
    let mark = mark.and_then(|mark| trace?.move_to_a_row(mark));
    if let Some(witness) = witness
        && mark.is_some()
    {
        witness.mark = mark;
    }
    class
}

/// Why nobody can go on, if that is more than that something never comes.
fn stuck(waits: &[Wait], trace: Option<&Trace<'_>>) -> Option<Found> {
    deadlock::by_itself(waits, trace)
        .or_else(|| deadlock::in_a_circle(waits, trace))
        .or_else(|| {
            let mark = wake_up::lost(trace?, waits)?;
            Some((Class::LostWakeUp, Some(mark)))
        })
}

/// What is wrong with an execution that ended with a value.
fn returned(trace: &Trace<'_>) -> Option<Found> {
    let (class, mark) = grant::doubled(trace)
        .or_else(|| stale::overwritten(trace))
        .or_else(|| stale::acted_on(trace))
        .or_else(|| torn::read(trace))
        .or_else(|| torn::unset(trace))?;
    Some((class, Some(mark)))
}
