//! Wake-ups that were in vain.
//!
//! A deadlock in which a process waits to be woken need not be a lost wake-up:
//! perhaps there is nothing to wake it for. What tells is its *look*: what the
//! process read last, if it did nothing between that and its wait but take locks. At
//! a futex the look is the comparison that beginning to wait includes.
//!
//! A program may build a condition of its own: a word that counts the notifications, and
//! a futex to wait at that word. Then the comparison says only whether there was one
//! since the process read the word, and the look is what it read before. So if the word
//! still holds what was expected, and the process has given a lock back on its way to
//! the futex, its look is what it read last, if it did nothing since but take and give
//! back locks, and read the word. A step in between that reads and writes, or that writes
//! the word, may tell others that it waits: then nothing is known. The lock must be a
//! mutex, or folded.
//!
//! - The look is *outdated*: another process has changed the object since, and not
//!   changed it back. The wake-up of that process came before its change, or went to
//!   others only. At a futex there need be none: the change itself says that nobody
//!   should wait there any more.
//! - There was no look, and a wake-up came *too early*: it woke nobody, or gave a
//!   token to a process that had one. At a futex its process has also changed the word
//!   before: a wake-up alone tells nobody to stop waiting.
//! - A wake-up went *astray*: it woke another process, which went back to wait.
//!
//! What a process finds inside a mutex is not seen. So a wake-up at a condition
//! variable that came too early, or went astray, does not count if some process other
//! than the waker has since been in and out of the mutex: what it was about may have
//! been found there, and used.

use interleave::{Action, Kind, Mark, Process, Step, Value, Wait, WaitsOn};

use super::trace::{Trace, gives_back, reads, takes};

/// A process that waits to be woken.
struct Sleeper<'a> {
    trace: &'a Trace<'a>,
    process: Process,
    /// Where it waits.
    queue: usize,
    /// The step by which it began to wait. Parking has none until it is over.
    since: usize,
    /// The mutex that it gave back.
    mutex: Option<usize>,
    /// The step that gave it back.
    lets_go: usize,
    /// The word that a notification changes, at a condition made of a futex.
    turn: Option<usize>,
    look: Option<Look>,
}

/// What a process looked at last before it began to wait.
struct Look {
    object: usize,
    step: usize,
    /// What the object held then, if it is an atomic.
    value: Option<Value>,
}

/// The wake-up that was in vain, if some process waits for one.
pub(super) fn lost(trace: &Trace<'_>, waits: &[Wait]) -> Option<Mark> {
    waits.iter().find_map(|wait| {
        let sleeper = Sleeper::new(trace, wait)?;
        let (step, note) = sleeper
            .outdated()
            .or_else(|| sleeper.too_early())
            .or_else(|| sleeper.astray())?;
        Some(Mark { step, note })
    })
}

impl<'a> Sleeper<'a> {
    fn new(trace: &'a Trace<'a>, wait: &Wait) -> Option<Sleeper<'a>> {
        let WaitsOn::WakeUp { at } = &wait.on else {
            return None;
        };
        let process = wait.process;
        let sleeper = |queue, since, mutex, look| Sleeper {
            trace,
            process,
            queue,
            since,
            mutex,
            lets_go: since,
            turn: None,
            look,
        };
        let last = trace
            .of(process)
            .rfind(|(_, step)| !matches!(step.action, Action::Enter | Action::Leave));
        match last {
            Some((since, step)) if step.action == Action::Wait => {
                let look = last_look(trace, process, since);
                Some(sleeper(step.object?, since, step.also, look))
            }
            Some((since, step))
                if let Action::FutexWait {
                    expected,
                    waits: true,
                } = step.action =>
            {
                let look = Look {
                    object: step.also?,
                    step: since,
                    value: Some(expected),
                };
                let at_futex = sleeper(step.object?, since, None, Some(look));
                Some(at_futex.at_condition().unwrap_or(at_futex))
            }
            _ => {
                let mut objects = trace.named(at).into_iter();
                let parker = objects.find(|&object| trace.kind(object) == Kind::Parker)?;
                let since = trace.steps().len();
                let look = last_look(trace, process, since);
                Some(sleeper(parker, since, None, look))
            }
        }
    }

    /// The process as one that waits at a condition, if the futex is the inside of one
    /// and the comparison is not what it waits on.
    fn at_condition(&self) -> Option<Sleeper<'a>> {
        let (trace, compared) = (self.trace, self.look.as_ref()?);
        let word = compared.object;
        if compared.value != trace.last(word) || trace.is_folded(word) {
            return None;
        }
        let on_the_way = |step: &Step| {
            step.object.is_some_and(|object| trace.is_folded(object))
                || takes(&step.action)
                || gives_back(&step.action)
                || step.object == Some(word) && !step.action.writes()
        };
        let earlier = || {
            let mine = trace.of(self.process).rev();
            mine.filter(|(n, _)| *n < self.since)
        };
        // Not all that is marked is a lock.
        let lets_go = |step: &Step| match step.action {
            Action::Leave => step.object.is_some_and(|marked| trace.is_folded(marked)),
            _ => gives_back(&step.action),
        };
        let (lets_go, released) = earlier()
            .take_while(|(_, step)| on_the_way(step))
            .find(|(_, step)| lets_go(step))?;
        let before = earlier().find(|(_, step)| !on_the_way(step));
        let look = match before {
            Some((_, step)) if step.action.writes() && reads(&step.action) => return None,
            Some((_, step)) if step.action.writes() && step.object == Some(word) => return None,
            Some((step, looked)) if reads(&looked.action) => Some(Look {
                object: looked.object?,
                step,
                value: looked.action.seen(),
            }),
            _ => None,
        };
        Some(Sleeper {
            mutex: released.object,
            lets_go,
            turn: Some(word),
            look,
            ..*self
        })
    }

    /// The steps of others that wake, or try to, where the process waits.
    fn wake_ups(&self) -> impl DoubleEndedIterator<Item = (usize, &'a Step)> {
        let all = self.trace.steps().iter().enumerate();
        all.filter(|(_, step)| {
            step.object == Some(self.queue)
                && step.process != self.process
                && matches!(step.action, Action::Notify { .. } | Action::Unpark { .. })
        })
    }

    fn outdated(&self) -> Option<(usize, String)> {
        let look = self.look.as_ref()?;
        let (trace, me, object) = (self.trace, self.process, look.object);
        if look.value.is_some() && look.value == trace.last(object) {
            return None;
        }
        let later = trace.steps().iter().enumerate().skip(look.step + 1);
        let (change, by) = later
            .filter(|(n, step)| step.object == Some(object) && trace.changes(*n))
            .rfind(|(_, step)| step.process != me)?;
        let since = trace.when(self.since);
        let wake_up = self
            .wake_ups()
            .rfind(|(_, step)| step.process == by.process);
        match wake_up {
            Some((step, _)) if step < change => {
                let (name, when) = (trace.name(object), trace.when(change));
                let note = format!("too early for {me}: {name} changes only {when}");
                Some((step, note))
            }
            Some((step, _)) => {
                let note = format!("does not wake {me}, who began to wait {since}");
                Some((step, note))
            }
            None if trace.kind(self.queue) == Kind::Futex && self.turn.is_none() => {
                let note = format!("{me} began to wait for this {since}, and nobody wakes it");
                Some((change, note))
            }
            None => None,
        }
    }

    fn too_early(&self) -> Option<(usize, String)> {
        if self.look.is_some() {
            return None;
        }
        let me = self.process;
        let earlier = self.wake_ups().filter(|(n, _)| *n < self.since);
        earlier.rev().find_map(|(n, step)| match step.action {
            Action::Notify { woken: 0 } if self.is_about_a_change(n) && !self.is_used(n) => {
                let since = self.trace.when(self.since);
                Some((n, format!("woke nobody: {me} came to wait only {since}")))
            }
            Action::Unpark { had: true } => {
                let note = format!("{me} was woken already: two wake-ups became one");
                Some((n, note))
            }
            _ => None,
        })
    }

    /// Whether who woke had changed the word before, at a condition made of a futex.
    fn is_about_a_change(&self, wake_up: usize) -> bool {
        let Some(turn) = self.turn else { return true };
        let mut earlier = self.trace.of(self.trace.steps()[wake_up].process);
        earlier.any(|(n, step)| n < wake_up && step.object == Some(turn) && self.trace.changes(n))
    }

    fn astray(&self) -> Option<(usize, String)> {
        let me = self.process;
        let later = self.wake_ups().filter(|(n, _)| *n > self.since);
        later.rev().find_map(|(n, _)| {
            let other = self.went_back(n).filter(|_| !self.is_used(n))?;
            let note = format!("wakes {other}, who has no use for it, and not {me}");
            Some((n, note))
        })
    }

    /// The process that went on after a wake-up, and waits again where it did.
    fn went_back(&self, wake_up: usize) -> Option<Process> {
        let here = |step: &Step| step.object == Some(self.queue);
        self.trace.processes().into_iter().find(|&other| {
            let mut later = self.trace.of(other).filter(|(n, _)| *n > wake_up);
            let waits = later
                .next_back()
                .is_some_and(|(_, last)| here(last) && last.action == Action::Wait);
            waits && later.any(|(_, step)| here(step) && matches!(step.action, Action::Wake { .. }))
        })
    }

    /// Whether a process other than the waker has been in and out of the mutex
    /// between the wake-up and the wait, or the end if the wait began earlier.
    fn is_used(&self, wake_up: usize) -> bool {
        let steps = self.trace.steps();
        let waker = steps[wake_up].process;
        let until = if wake_up < self.since {
            self.lets_go.max(wake_up)
        } else {
            steps.len()
        };
        let mut inside = Vec::new();
        steps[wake_up..until]
            .iter()
            .filter(|step| step.object == self.mutex && step.process != waker)
            .any(|step| {
                if takes(&step.action) {
                    inside.push(step.process);
                }
                gives_back(&step.action) && inside.contains(&step.process)
            })
    }
}

/// The last look of a process before this step, if it did nothing since but take
/// locks.
fn last_look(trace: &Trace<'_>, process: Process, before: usize) -> Option<Look> {
    let mut earlier = trace.of(process).rev().filter(|(n, _)| *n < before);
    let (step, looked) = earlier.find(|(_, step)| !takes(&step.action))?;
    Some(Look {
        object: looked.object.filter(|_| reads(&looked.action))?,
        step,
        value: looked.action.stored().or(looked.action.seen()),
    })
}
