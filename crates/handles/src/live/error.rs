//! What can go wrong with processes, and with what is given to them.

use os::{ExitStatus, OsError};

use crate::OnlyByInheritance;

/// A value could not be pickled, or not be made again from what arrived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PickleError {
    /// A handle was put into a message.
    #[error(transparent)]
    OnlyByInheritance(#[from] OnlyByInheritance),

    /// A secret was put into a message, or arrived in one. CPython refuses it too
    /// (`AuthenticationString` in `Lib/multiprocessing/process.py`).
    #[error(
        "an {object} is a secret: it is given to a child that is being spawned, and to nobody else"
    )]
    Secret {
        /// The type of the secret.
        object: &'static str,
    },

    /// A handle of one context was given to a process of another one that cannot have it.
    #[error(
        "A {object} created in a fork context is being shared with a process in a spawn \
         context. This is not supported. Please use the same context to create shared \
         objects and Process."
    )]
    MixedContexts {
        /// The type that the handle leads to, without its path.
        object: &'static str,
    },

    /// The value's own `Serialize` failed.
    #[error("cannot pickle a {object}: {message}")]
    NotSerializable {
        /// The type of the value.
        object: &'static str,
        /// What it said.
        message: String,
    },

    /// What arrived is not what was expected: too short, too long, or of another type.
    #[error("cannot unpickle a {object}: the message is truncated, or holds something else")]
    Malformed {
        /// The type that was expected.
        object: &'static str,
    },

    /// The value's own `Deserialize` failed, and said why.
    #[error("cannot unpickle a {object}: {message}")]
    NotReceived {
        /// The type of the value.
        object: &'static str,
        /// What it said.
        message: String,
    },

    /// A handle of another type arrived.
    #[error("a handle of {arrived} arrived where one of {expected} was expected")]
    WrongHandle {
        /// The type that it leads to.
        arrived: String,
        /// The type that was expected.
        expected: String,
    },

    /// A handle arrived where no process was being spawned.
    #[error("a handle of {object} arrived in a message")]
    InMessage {
        /// The type that it leads to.
        object: String,
    },

    /// There are more handles in it than can be passed at once.
    #[error("a process can be spawned with at most {most} handles: share an array of values")]
    TooManyHandles {
        /// How many there can be.
        most: usize,
    },

    /// A handle arrived without that by which it leads anywhere.
    #[error("a handle of {object} arrived without its descriptor")]
    NoDescriptor {
        /// The type that was expected.
        object: String,
    },

    /// The kernel refused.
    #[error(transparent)]
    Os(#[from] OsError),
}

/// A process could not be started, joined or closed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProcessError {
    /// It was started before.
    #[error("cannot start a process twice")]
    StartedTwice,

    /// It has not been started.
    #[error("can only {what} a started process: call start() first")]
    NotStarted {
        /// What was tried.
        what: &'static str,
    },

    /// Another process made it.
    #[error("can only {what} a child process: process {made_by} made it, and this is {here}")]
    WrongProcess {
        /// What was tried.
        what: &'static str,
        /// The process that made it.
        made_by: u32,
        /// The process that tried.
        here: u32,
    },

    /// It has ended.
    #[error("cannot {what} a process that has ended")]
    Ended {
        /// What was tried.
        what: &'static str,
    },

    /// It runs.
    #[error("cannot close a process while it is still running: call join() or terminate() first")]
    StillRunning,

    /// It was closed.
    #[error("process object is closed")]
    Closed,

    /// A daemonic process tried to start one.
    #[error("daemonic processes are not allowed to have children")]
    DaemonsChild,

    /// A spawned child was to run something that has no name of its own.
    #[error(
        "a spawned child finds a function by its name, and a closure or a function pointer has \
         none: give it a function"
    )]
    Nameless,

    /// A spawned child would not know where to begin.
    #[error(
        "a spawned child cannot find {entry}: begin main() with \
         `handles::live::bootstrap(entries![…])`, and name it there"
    )]
    NotRegistered {
        /// The path of the function.
        entry: &'static str,
    },

    /// The spawned child ended before it had read what to do.
    #[error(
        "the spawned child {status} before it had read what to do: let `bootstrap` be the \
         first call of main()"
    )]
    Handshake {
        /// How it ended.
        status: ExitStatus,
    },

    /// Its arguments cannot be given to it.
    #[error(transparent)]
    Pickle(#[from] PickleError),

    /// The kernel refused.
    #[error(transparent)]
    Os(#[from] OsError),
}
