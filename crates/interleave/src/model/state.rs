//! The state of every shared object, and what each operation makes of it.
//!
//! A primitive is a small machine: a state, and operations that are functions of
//! it. An operation can be *blocked* in a state, *read* it, or *write* it, which
//! is all that the search needs to know; and it can be applied. Everything here
//! is data, so that the search can also ask what an operation would do in a state
//! that is past.

use std::collections::VecDeque;

use super::queue::Queue;
use crate::step::{Process, Value};

/// The state of a shared object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// An atomic. `None` under a memory model in which it has no one value.
    Atomic(Option<Value>),
    /// Plain memory: what is in it is nobody's business.
    Cell,
    /// A lock, and who holds it.
    Mutex(Option<Process>),
    /// A lock that many may hold to read. A process is listed once for each time.
    RwLock {
        writer: Option<Process>,
        readers: Vec<Process>,
    },
    /// Processes that wait to be woken: at a condition variable, or at a futex.
    Queue(Queue),
    /// A barrier for `size` processes.
    Barrier { size: usize, queue: Queue },
    /// A channel. The messages themselves are elsewhere.
    Channel(Channel),
    /// How many senders a channel has.
    Senders(usize),
    /// Whether a process that parks may go on at once.
    Parker(bool),
}

/// A channel, as far as waiting is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Channel {
    /// How many messages it holds before senders wait; `None` for any number.
    pub(crate) capacity: Option<usize>,
    /// The messages inside: who waits until it is taken, if somebody does.
    pub(crate) messages: VecDeque<Option<Process>>,
    /// Whether the receiver is still there.
    pub(crate) receiver: bool,
    /// Whether the receiver of a channel without room waits for a message.
    pub(crate) awaits: bool,
}

/// What an operation does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// Reads an atomic or plain memory.
    Load,
    /// May change an atomic or plain memory.
    Store,
    /// Changes an atomic if this is its value.
    Exchange { expected: Value },
    /// Takes a mutex; waits until it is free.
    Lock,
    /// Takes a mutex if it is free.
    TryLock,
    /// Gives a mutex back.
    Unlock,
    /// Takes a lock to read; waits until nobody writes.
    ReadLock,
    /// Takes a lock to read if nobody writes.
    TryReadLock,
    /// Gives back a lock taken to read.
    ReadUnlock,
    /// Takes a lock to write; waits until nobody has it.
    WriteLock,
    /// Takes a lock to write if nobody has it.
    TryWriteLock,
    /// Gives back a lock taken to write.
    WriteUnlock,
    /// Gives the mutex back and waits at a condition variable, in one step.
    Wait { mutex: usize },
    /// Waits at a futex if the atomic has this value, in one step.
    FutexWait { atomic: usize, expected: Value },
    /// Goes on after waiting: a step only where several could.
    Wake,
    /// Goes on after waiting, or gives up.
    WakeOrLeave,
    /// Wakes up to so many.
    Notify(usize),
    /// Comes to a barrier.
    Arrive,
    /// Puts a message into a channel; waits until there is room.
    Send,
    /// Puts a message into a channel if there is room.
    TrySend,
    /// Says that the receiver waits, on a channel without room.
    Await,
    /// Takes a message; waits until there is one, or never will be.
    Receive,
    /// Takes a message if there is one.
    TryReceive,
    /// Adds a sender.
    AddSender,
    /// Takes a sender away.
    DropSender,
    /// Takes the receiver away.
    DropReceiver,
    /// Waits for the token of the process, and takes it.
    Park,
    /// Gives a process its token.
    Unpark,
}

/// What came of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is done.
    Done,
    /// It was refused: the lock is held, the value is another one, nobody waits,
    /// there is no room, there is no message.
    Refused,
    /// The other side of the channel is gone.
    Closed,
    /// It is done, and it was the last one needed; or it woke so many.
    Count(usize),
}

impl State {
    /// A channel with nothing in it.
    pub(crate) fn channel(capacity: Option<usize>) -> State {
        State::Channel(Channel {
            capacity,
            messages: VecDeque::new(),
            receiver: true,
            awaits: false,
        })
    }
}

impl Channel {
    /// Whether a message can be put in without waiting.
    pub(crate) fn has_room(&self) -> bool {
        match self.capacity {
            None => true,
            Some(0) => self.awaits,
            Some(capacity) => self.messages.len() < capacity,
        }
    }
}
