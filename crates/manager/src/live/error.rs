//! What can go wrong between a manager, its server and those who connect to it.

use std::io;

use handles::live::ProcessError;
use os::OsError;
use rustix::io::Errno;

use crate::ProxyError;

use super::frame::FrameError;
use super::handshake::HandshakeError;
use super::socket::Ended;
use super::socket_error::SocketError;

/// A server could not be started, reached, or ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManagerError {
    /// No connection could be made, or no place to listen at.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// One of both sides has another key. CPython: `AuthenticationError`.
    #[error(transparent)]
    Handshake(#[from] HandshakeError),
    /// The socket belongs to a process of another user.
    #[error("the server belongs to user {user}: connect to one of your own")]
    OtherUser {
        /// The number of that user.
        user: u32,
    },
    /// The connection ended before it could be used.
    #[error("the server has closed the connection before it could be used: {why}")]
    Closed {
        /// How it was noticed.
        why: String,
    },
    /// The server did not answer in time.
    #[error("the server does not answer: it may be stopped, or overloaded")]
    TooLate,
    /// What arrived is not what was expected.
    #[error("the server speaks something else: build both sides from the same source")]
    Garbled,
    /// A message was longer than may be.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The process of the server could not be started, or waited for.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The server did not come up.
    #[error("the server did not come up: {why}")]
    NotStarted {
        /// What it said.
        why: String,
    },
    /// The server is given what it can make by a function that a spawned process cannot find.
    #[error(
        "a server that is spawned cannot find {function}: name it in `serves![...]`, which is \
         given to bootstrap()"
    )]
    NotRegistered {
        /// The path of the function.
        function: &'static str,
    },
    /// The server was started by another process.
    #[error("the server was started by another process: only that one can end it")]
    NotOurs,
    /// The kernel refused.
    #[error(transparent)]
    Os(#[from] OsError),
    /// A folder for the socket could not be made.
    #[error("cannot make a private folder for the socket")]
    Folder(#[source] io::Error),
    /// The kernel refused to tell which connections are ready.
    #[error("cannot wait for connections")]
    Poll(#[source] io::Error),
}

impl ManagerError {
    pub(super) fn poll(errno: Errno) -> ManagerError {
        ManagerError::Poll(errno.into())
    }

    pub(super) fn random(error: getrandom::Error) -> ManagerError {
        ManagerError::Handshake(error.into())
    }

    /// The same for somebody who calls a method of a proxy.
    pub(super) fn as_gone(&self) -> ProxyError {
        ProxyError::Gone {
            why: self.to_string(),
        }
    }
}

impl From<Ended> for ManagerError {
    fn from(ended: Ended) -> Self {
        ManagerError::Closed {
            why: ended.to_string(),
        }
    }
}
