//! Why a call through a proxy fails.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Why the server refuses a call. It crosses to the caller as it is.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error,
)]
#[non_exhaustive]
pub enum Refused {
    /// There is no such element. CPython: `IndexError: list index out of range`.
    #[error("list index out of range")]
    IndexOutOfRange,
    /// The value is not in the list. CPython: `ValueError: list.remove(x): x not in list`.
    #[error("the value is not in the list")]
    NotInList,
    /// There is no such key. CPython: `KeyError`.
    #[error("there is no such key")]
    NoSuchKey,
    /// There is no such attribute. CPython: `AttributeError`.
    #[error("there is no attribute {name}")]
    NoSuchAttribute {
        /// The attribute.
        name: String,
    },
    /// A slice is replaced by another number of elements. CPython: `ValueError: Can only
    /// assign sequence of same size`.
    #[error("a slice of {expected} elements cannot be replaced by {got}")]
    SizesDiffer {
        /// How many there are.
        expected: usize,
        /// How many were given.
        got: usize,
    },
    /// A value or an array holds another type of number. CPython takes anything.
    #[error("it holds a {holds}, and not a {given}")]
    WrongType {
        /// What it holds.
        holds: String,
        /// What was given.
        given: String,
    },
    /// Nothing came in time. CPython: `queue.Empty`.
    #[error("the queue is empty")]
    QueueEmpty,
    /// There was no room in time. CPython: `queue.Full`.
    #[error("the queue is full")]
    QueueFull,
    /// No item is unfinished. CPython: `ValueError: task_done() called too many times`.
    #[error("task_done() called too many times: no item is unfinished")]
    CalledTooOften,
    /// Nobody holds it. CPython: `RuntimeError: release unlocked lock`.
    #[error("released too many times: nobody holds it")]
    NotHeld,
    /// Somebody else holds it. CPython: `RuntimeError: cannot release un-acquired lock`.
    #[error("the caller does not hold it")]
    NotOwner,
    /// All permits are back. CPython: `ValueError: Semaphore released too many times`.
    #[error("the semaphore was released too many times: all permits are back")]
    TooManyPermits,
    /// Not all parties came. CPython: `threading.BrokenBarrierError`.
    #[error("the barrier is broken: not all of its parties came")]
    BrokenBarrier,
    /// A barrier for nobody.
    #[error("a barrier has at least one party")]
    NoParties,
    /// The object has no such method, or does not expose it. CPython: `RemoteError`.
    #[error("{kind} does not expose {method}")]
    NotExposed {
        /// The type.
        kind: String,
        /// The method.
        method: String,
    },
    /// The server makes no such objects. CPython: `AttributeError`.
    #[error("the server makes no {kind}: register it where the server is started")]
    NoSuchKind {
        /// The type.
        kind: String,
    },
    /// The object is gone: no reference is left. CPython: `RemoteError` with a `KeyError`.
    #[error("the object is gone: no reference to it was left")]
    NoSuchObject,
    /// The reference was received before, or its sender is gone.
    #[error("the reference has been received already, or its sender is gone")]
    NoSuchTicket,
    /// The object is of another type than the call is for, or the request is garbled.
    #[error("the object cannot be called so: it is a {kind}")]
    BadCall {
        /// What the object is.
        kind: String,
    },
    /// A method of a registered type panicked.
    #[error("the method panicked at {place}: {message}")]
    Panicked {
        /// What it said.
        message: String,
        /// Where it was, as `file:line:column`.
        place: String,
    },
    /// What a method of a registered type returned cannot be written as bytes. CPython:
    /// `RemoteError`.
    #[error("what {method} returned cannot be sent: {why}")]
    CannotBeSent {
        /// The method.
        method: String,
        /// What its `Serialize` said.
        why: String,
    },
    /// The answer is longer than a message may be.
    #[error("the answer is too long for a message")]
    AnswerTooLong,
    /// A list would take too much memory. CPython: `MemoryError`, or the end of the server.
    #[error("the list would be too long: it may be repeated up to 64 MiB")]
    ListTooLong,
}

/// Why a call through a proxy failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The server refused.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The server is gone, or cannot be reached. CPython: `EOFError`, `BrokenPipeError`,
    /// `ConnectionRefusedError` or `FileNotFoundError`.
    #[error("the server of the manager is gone: {why}")]
    Gone {
        /// How it was noticed.
        why: String,
    },
    /// What arrived is not what was expected.
    #[error("what arrived is of another type than was expected")]
    Garbled,
    /// A value cannot be written as bytes.
    #[error("a {object} cannot be sent: {why}")]
    NotSerializable {
        /// The type of the value.
        object: &'static str,
        /// What its `Serialize` said.
        why: String,
    },
    /// A proxy was put into an object of another server.
    #[error("a proxy of another manager cannot be put into this one's objects")]
    OtherServer,
    /// A method of a registered type called a proxy: its own server would have to answer.
    #[error("a method that runs in the server cannot call it: it would wait for itself")]
    Inside,
    /// A request is longer than a message may be.
    #[error("a message of {length} bytes is longer than the {most} that are allowed")]
    TooLong {
        /// Its length.
        length: usize,
        /// The most.
        most: usize,
    },
}

/// How long a call may wait; nothing means as long as it takes.
pub(crate) type Patience = Option<Duration>;

/// It does not wait at all.
pub(crate) const NOW: Patience = Some(Duration::ZERO);
