//! Operations: whether they can be done in a state, what they touch there, and
//! what they make of it.

use super::footprint::{Footprint, Key, Touch};
use super::state::{Answer, State, Verb};
use crate::step::Process;

/// An operation on a shared object, before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Op {
    /// The object.
    pub(crate) object: usize,
    /// What is done to it.
    pub(crate) verb: Verb,
}

/// What the next step of a process would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// None now: it waits.
    Blocked,
    /// One that no other process can observe.
    Local,
    /// One that touches these objects.
    Enabled(Footprint),
}

/// The states of the objects, now or at another time.
pub(crate) trait View {
    /// The state of an object.
    fn state(&self, object: usize) -> &State;
    /// The name of an object that lasts.
    fn key(&self, object: usize) -> Key;
}

/// What a process brings to an operation, beside the objects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who {
    pub(crate) process: Process,
    /// Whether it was woken.
    pub(crate) granted: bool,
    /// Whether it may go on for no reason.
    pub(crate) spurious: bool,
}

impl Op {
    pub(crate) fn new(object: usize, verb: Verb) -> Op {
        Op { object, verb }
    }

    /// What the operation is in these states.
    pub(crate) fn look(self, view: &impl View, who: Who) -> Status {
        let Op { object, verb } = self;
        let touch = |object: usize, writes| Touch {
            key: view.key(object),
            writes,
        };
        let reads = || Status::Enabled(Footprint::one(view.key(object), false));
        let writes = || Status::Enabled(Footprint::one(view.key(object), true));
        let writes_if = |enabled| if enabled { writes() } else { Status::Blocked };
        let writes_or_reads = |succeeds| if succeeds { writes() } else { reads() };
        match (verb, view.state(object)) {
            (Verb::Load, _) => reads(),
            (Verb::Store, _) => writes(),
            (Verb::Exchange { expected }, State::Atomic(value)) => {
                // Where the value is not one, it may be the expected one.
                writes_or_reads(value.is_none_or(|value| value == expected))
            }
            (Verb::Lock, State::Mutex(holder)) => writes_if(holder.is_none()),
            (Verb::TryLock, State::Mutex(holder)) => writes_or_reads(holder.is_none()),
            (Verb::Unlock, _) => writes(),
            (Verb::ReadLock, State::RwLock { writer, .. }) => writes_if(writer.is_none()),
            (Verb::TryReadLock, State::RwLock { writer, .. }) => writes_or_reads(writer.is_none()),
            (Verb::WriteLock, State::RwLock { writer, readers }) => {
                writes_if(writer.is_none() && readers.is_empty())
            }
            (Verb::TryWriteLock, State::RwLock { writer, readers }) => {
                writes_or_reads(writer.is_none() && readers.is_empty())
            }
            (Verb::ReadUnlock | Verb::WriteUnlock, _) => writes(),
            (Verb::Wait { mutex }, _) => {
                Status::Enabled(Footprint::one(view.key(object), true).and([touch(mutex, true)]))
            }
            (Verb::FutexWait { atomic, expected }, _) => {
                let waits = *view.state(atomic) == State::Atomic(Some(expected));
                let compares = Footprint::one(view.key(atomic), false);
                Status::Enabled(if waits {
                    compares.and([touch(object, true)])
                } else {
                    compares
                })
            }
            (Verb::Wake | Verb::WakeOrLeave, _) if who.granted => Status::Local,
            (Verb::WakeOrLeave, _) => writes(),
            (Verb::Wake, State::Queue(queue)) => {
                let waits = queue.waiting().contains(&who.process);
                writes_if(queue.can_take(who.process) || who.spurious && waits)
            }
            // At a barrier, or until a message is taken.
            (Verb::Wake, _) => Status::Blocked,
            (Verb::Notify(count), State::Queue(queue)) => {
                writes_or_reads(queue.can_wake() && count > 0)
            }
            (Verb::Arrive, _) => writes(),
            (Verb::Send, State::Channel(channel)) => {
                if !channel.receiver {
                    reads()
                } else {
                    // Where there is no room at all, the message is offered, and
                    // the sender then waits until it is taken.
                    writes_if(channel.capacity == Some(0) || channel.has_room())
                }
            }
            (Verb::TrySend, State::Channel(channel)) => {
                writes_or_reads(channel.receiver && channel.has_room())
            }
            (Verb::Await, State::Channel(channel)) => {
                writes_or_reads(channel.messages.is_empty() && !channel.awaits)
            }
            (Verb::Receive | Verb::TryReceive, State::Channel(channel)) => {
                let senders = senders_of(object);
                let hung_up = *view.state(senders) == State::Senders(0);
                if !channel.messages.is_empty() {
                    writes()
                } else if hung_up || verb == Verb::TryReceive {
                    let empty = Footprint::one(view.key(object), false);
                    Status::Enabled(empty.and([touch(senders, false)]))
                } else {
                    Status::Blocked
                }
            }
            (Verb::AddSender | Verb::DropSender | Verb::DropReceiver, _) => writes(),
            (Verb::Park, State::Parker(token)) => writes_if(*token || who.spurious),
            (Verb::Unpark, State::Parker(token)) => writes_or_reads(!*token),
            (verb, state) => unreachable!("{verb:?} is not for {state:?}"),
        }
    }

    /// Whether it ends a wait.
    pub(crate) fn is_wake(self) -> bool {
        matches!(self.verb, Verb::Wake | Verb::WakeOrLeave)
    }

    /// The objects on which it hangs whether the operation can be done.
    pub(crate) fn objects(self) -> impl Iterator<Item = usize> {
        let also = match self.verb {
            Verb::Wait { mutex } => Some(mutex),
            Verb::FutexWait { atomic, .. } => Some(atomic),
            Verb::Receive | Verb::TryReceive => Some(senders_of(self.object)),
            _ => None,
        };
        std::iter::once(self.object).chain(also)
    }
}

/// A channel and the count of its senders are two objects, made one after the
/// other, so that dropping a sender does not conflict with sending.
pub(crate) fn senders_of(channel: usize) -> usize {
    channel + 1
}

/// The states that an operation changes.
pub(crate) trait Change: View {
    /// The state of an object, to be changed.
    fn change(&mut self, object: usize) -> &mut State;
    /// This process waits no longer: `by` woke it.
    fn grant(&mut self, process: Process, by: Process);
    /// This process takes what it was granted; whether it was.
    fn take_grant(&mut self, process: Process) -> bool;
    /// This process uses up one going on for no reason.
    fn go_on_for_no_reason(&mut self, process: Process);
}

impl Op {
    /// Does the operation. It must be enabled.
    ///
    /// Values of atomics are left alone: what an operation makes of them is seen
    /// only when the back end has done it.
    pub(crate) fn apply(self, states: &mut impl Change, me: Process) -> Answer {
        let Op { object, verb } = self;
        match verb {
            Verb::Load | Verb::Store | Verb::Exchange { .. } => Answer::Done,
            Verb::FutexWait { atomic, expected } => {
                if *states.state(atomic) != State::Atomic(Some(expected)) {
                    return Answer::Refused;
                }
                enter(states.change(object), me);
                Answer::Done
            }
            Verb::Wait { mutex } => {
                *states.change(mutex) = State::Mutex(None);
                enter(states.change(object), me);
                Answer::Done
            }
            Verb::Wake | Verb::WakeOrLeave => {
                if states.take_grant(me) {
                    return Answer::Done;
                }
                let State::Queue(queue) = states.change(object) else {
                    unreachable!("only a queue has wake-ups to take")
                };
                if queue.can_take(me) {
                    queue.take(me);
                    Answer::Done
                } else {
                    queue.leave_unwoken(me);
                    if verb == Verb::Wake {
                        states.go_on_for_no_reason(me);
                    }
                    Answer::Refused
                }
            }
            Verb::Notify(count) => {
                let State::Queue(queue) = states.change(object) else {
                    unreachable!("only a queue is notified")
                };
                let (sent, granted) = queue.wake(count);
                for process in granted {
                    states.grant(process, me);
                }
                Answer::Count(sent)
            }
            Verb::Arrive => arrive(states, object, me),
            Verb::Send | Verb::TrySend | Verb::Await | Verb::DropReceiver => {
                channel(states, object, verb, me)
            }
            Verb::Receive | Verb::TryReceive => receive(states, object, me),
            Verb::AddSender | Verb::DropSender => {
                let State::Senders(count) = states.change(object) else {
                    unreachable!("senders are counted")
                };
                *count = if verb == Verb::AddSender {
                    *count + 1
                } else {
                    *count - 1
                };
                Answer::Done
            }
            Verb::Park => {
                let State::Parker(token) = states.change(object) else {
                    unreachable!("a process parks at its parker")
                };
                if !std::mem::take(token) {
                    states.go_on_for_no_reason(me);
                }
                Answer::Done
            }
            Verb::Unpark => match states.change(object) {
                State::Parker(true) => Answer::Refused,
                parker => {
                    *parker = State::Parker(true);
                    Answer::Done
                }
            },
            _ => lock(states.change(object), verb, me),
        }
    }
}

fn enter(state: &mut State, me: Process) {
    let State::Queue(queue) = state else {
        unreachable!("who waits does so in a queue")
    };
    queue.enter(me);
}

fn arrive(states: &mut impl Change, object: usize, me: Process) -> Answer {
    let State::Barrier { size, queue } = states.change(object) else {
        unreachable!("one arrives at a barrier")
    };
    if queue.waiting().len() + 1 < *size {
        queue.enter(me);
        return Answer::Refused;
    }
    let (_, granted) = queue.wake(usize::MAX);
    for process in granted {
        states.grant(process, me);
    }
    Answer::Done
}

fn channel(states: &mut impl Change, object: usize, verb: Verb, me: Process) -> Answer {
    let State::Channel(channel) = states.change(object) else {
        unreachable!("one sends into a channel")
    };
    match verb {
        Verb::DropReceiver => {
            channel.receiver = false;
            let offered: Vec<Process> = channel.messages.drain(..).flatten().collect();
            for process in offered {
                states.grant(process, me);
            }
            Answer::Done
        }
        Verb::Await if channel.awaits || !channel.messages.is_empty() => Answer::Refused,
        Verb::Await => {
            channel.awaits = true;
            Answer::Done
        }
        _ if !channel.receiver => Answer::Closed,
        Verb::Send if channel.capacity == Some(0) => {
            channel.awaits = false;
            channel.messages.push_back(Some(me));
            Answer::Done
        }
        _ if channel.has_room() => {
            channel.awaits = false;
            channel.messages.push_back(None);
            Answer::Done
        }
        _ => Answer::Refused,
    }
}

fn receive(states: &mut impl Change, object: usize, me: Process) -> Answer {
    let hung_up = *states.state(senders_of(object)) == State::Senders(0);
    let State::Channel(channel) = states.change(object) else {
        unreachable!("one receives from a channel")
    };
    match channel.messages.pop_front() {
        Some(sender) => {
            channel.awaits = false;
            if let Some(sender) = sender {
                states.grant(sender, me);
            }
            Answer::Done
        }
        None if hung_up => Answer::Closed,
        None => Answer::Refused,
    }
}

/// Takes a lock or gives it back. `Refused` if it was only tried, and is held.
fn lock(state: &mut State, verb: Verb, me: Process) -> Answer {
    match (verb, state) {
        (Verb::Lock | Verb::TryLock, State::Mutex(holder)) if holder.is_none() => {
            *holder = Some(me);
        }
        (Verb::Unlock, State::Mutex(holder)) => *holder = None,
        (Verb::ReadLock | Verb::TryReadLock, State::RwLock { writer, readers })
            if writer.is_none() =>
        {
            readers.push(me);
        }
        (Verb::WriteLock | Verb::TryWriteLock, State::RwLock { writer, readers })
            if writer.is_none() && readers.is_empty() =>
        {
            *writer = Some(me);
        }
        (Verb::ReadUnlock, State::RwLock { readers, .. }) => {
            let at = readers.iter().position(|reader| *reader == me);
            // A guard may be given back by another process than it was taken by.
            readers.remove(at.unwrap_or(0));
        }
        (Verb::WriteUnlock, State::RwLock { writer, .. }) => *writer = None,
        (Verb::TryLock | Verb::TryReadLock | Verb::TryWriteLock, _) => return Answer::Refused,
        (verb, state) => unreachable!("{verb:?} was done to {state:?}"),
    }
    Answer::Done
}
