//! How an execution ends, and who waits for what where it ends badly.

use super::execution::{Execution, Pending};
use super::op::{Op, Status, View as _};
use super::state::{State, Verb};
use crate::outcome::{Outcome, Wait, WaitsOn};
use crate::step::{Action, Effect, Process, Step};

impl Execution {
    /// Whether a process cannot take its next step now.
    pub(crate) fn is_blocked(&self, process: Process) -> bool {
        self.status(process) == Status::Blocked
    }

    /// Whether the process waits, over others that wait for an end, for itself.
    pub(crate) fn joins_in_a_circle(&self, process: Process) -> bool {
        let mut at = process;
        // Nobody can be met twice on the way, unless it is a circle of others.
        for _ in self.all() {
            match self.pending(at) {
                Pending::Join(child) if child == process => return true,
                Pending::Join(child) => at = child,
                _ => return false,
            }
        }
        false
    }

    /// Whether someone has not ended, and nobody can go on.
    pub(crate) fn is_deadlocked(&self) -> bool {
        let mut unfinished = self.unfinished().peekable();
        unfinished.peek().is_some() && unfinished.all(|process| self.is_blocked(process))
    }

    /// Who waits for what.
    pub(crate) fn waits(&self) -> Vec<Wait> {
        self.unfinished()
            .filter_map(|process| {
                let state = &self.processes[process.index()];
                let spins = state.spin.waits_for();
                let on = match state.pending {
                    _ if spins.is_some() => WaitsOn::Change {
                        objects: spins?
                            .iter()
                            .map(|&(object, _)| self.name(object))
                            .collect(),
                    },
                    Pending::Op(op) => match self.waits_for_a_call(process, op) {
                        Some(on) => on,
                        None => self.waits_on(op)?,
                    },
                    Pending::Join(child) => WaitsOn::End { child },
                    _ => return None,
                };
                let spinning = state.spin.place().filter(|_| spins.is_some());
                Some(Wait {
                    process,
                    on,
                    place: spinning.or(state.place)?.into(),
                })
            })
            .collect()
    }

    fn waits_on(&self, op: Op) -> Option<WaitsOn> {
        let name = || self.name(op.object);
        Some(match (op.verb, self.state(op.object)) {
            (_, State::Mutex(holder)) => WaitsOn::Lock {
                lock: name(),
                holder: (*holder)?,
            },
            (_, State::RwLock { writer, readers }) => WaitsOn::Lock {
                lock: name(),
                holder: writer.or(readers.first().copied())?,
            },
            (Verb::Wake, State::Queue(_)) => match self.held_word(op.object) {
                Some((lock, holder)) => WaitsOn::Lock {
                    lock: self.name(lock),
                    holder,
                },
                None => WaitsOn::WakeUp { at: name() },
            },
            (Verb::Wake, State::Barrier { size, queue }) => WaitsOn::Others {
                at: name(),
                missing: size - queue.waiting().len(),
            },
            (Verb::Park, _) => WaitsOn::WakeUp { at: name() },
            (Verb::Receive, _) => WaitsOn::Message { channel: name() },
            (Verb::Send | Verb::Wake, State::Channel(_)) => WaitsOn::Room { channel: name() },
            _ => return None,
        })
    }

    /// The atomic that processes wait at here, and who is inside what it grants: it is
    /// the word of a lock.
    fn held_word(&self, futex: usize) -> Option<(usize, Process)> {
        let is_its = |word: &usize| self.futex_of(*word) == Some(futex);
        let word = (0..self.objects.len()).find(is_its)?;
        Some((word, *self.inside(word).last()?))
    }

    /// What a process waits for, by the words of the one that it has called.
    fn waits_for_a_call(&self, process: Process, op: Op) -> Option<WaitsOn> {
        if op.verb != Verb::Receive {
            return None;
        }
        // Its steps on what is folded are those by which it sent the call, and they may
        // come after the call was told.
        let is_folded = |object: usize| self.objects[object].folded;
        let mine = |step: &&Step| step.process == process && !step.object.is_some_and(is_folded);
        let last = self.so_far().iter().rfind(mine)?;
        let Action::Told {
            effect: Effect::Waits,
            ..
        } = last.action
        else {
            return None;
        };
        let object = last.object?;
        let at = self.name(object);
        Some(match self.inside(object).last() {
            Some(&holder) => WaitsOn::Lock { lock: at, holder },
            None => WaitsOn::WakeUp { at },
        })
    }

    /// Who holds what an object grants, as the program says.
    fn inside(&self, object: usize) -> Vec<Process> {
        let mut inside = Vec::new();
        let here = |step: &&Step| step.object == Some(object);
        for step in self.so_far().iter().filter(here) {
            let mine = inside.iter().rposition(|who| *who == step.process);
            match step.action {
                Action::Enter
                | Action::Told {
                    effect: Effect::Takes,
                    ..
                } => inside.push(step.process),
                Action::Leave => {
                    mine.map(|at| inside.remove(at));
                }
                // Whoever gives it back: the one who keeps it has let that happen.
                Action::Told {
                    effect: Effect::GivesBack,
                    ..
                } => {
                    let out = mine.or(inside.len().checked_sub(1));
                    out.map(|at| inside.remove(at));
                }
                _ => {}
            }
        }
        inside
    }

    fn name(&self, object: usize) -> String {
        self.objects[object].name.to_string()
    }

    /// How the execution ended, given what the body returned.
    pub(crate) fn outcome<T>(&self, returned: Option<T>) -> Outcome<T> {
        let children_first = self.processes.iter().skip(1).chain(self.processes.first());
        if let Some(panic) = children_first
            .filter_map(|state| state.panic.clone())
            .next()
        {
            return Outcome::Panicked(panic);
        }
        match returned {
            Some(value) if self.unfinished().next().is_none() => Outcome::Returned(value),
            _ if self.unfinished().any(|one| self.spins_for(one).is_some()) => {
                Outcome::Livelocked(self.waits())
            }
            _ => Outcome::Deadlocked(self.waits()),
        }
    }
}
