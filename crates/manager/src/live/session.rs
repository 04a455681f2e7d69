//! One connection, seen from the server.

use crate::ClientId;

use super::deadlines::Deadline;
use super::frame::Frames;
use super::handshake::{self, ANSWER};
use super::opening::Token;
use super::poller::Interest;
use super::socket::Socket;

/// One connection, seen from the server. It has one request at a time: the next one is not
/// looked at before the answer to the last is on its way.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) socket: Socket,
    pub(super) frames: Frames,
    pub(super) phase: Phase,
    /// What is left of an answer that the client does not read fast enough.
    pub(super) unsent: Vec<u8>,
    pub(super) interest: Interest,
    /// Until when it may take for what it does now.
    pub(super) deadline: Option<Deadline>,
    /// Which waiting the deadline is for.
    pub(super) waiting: u64,
}

/// How far a connection is.
#[derive(Debug)]
pub(super) enum Phase {
    /// It has not shown the key yet.
    Unknown(handshake::Server),
    /// It has, and must say whose it is.
    Known,
    /// It is of this process, and has no request that is not answered.
    Idle(ClientId, Token),
    /// Its request waits for an answer.
    Busy(ClientId, Token),
    /// What it was last told is that it is refused.
    Refused,
}

impl Session {
    /// A connection of which nothing is known. Until it has shown the key it may send one
    /// short message.
    pub(super) fn new(socket: Socket, handshake: handshake::Server, deadline: Deadline) -> Self {
        Session {
            socket,
            frames: Frames::new(ANSWER as u32),
            phase: Phase::Unknown(handshake),
            unsent: Vec::new(),
            interest: Interest::Requests,
            deadline: Some(deadline),
            waiting: 0,
        }
    }

    /// The process that it is of.
    pub(super) fn client(&self) -> Option<(ClientId, Token)> {
        match self.phase {
            Phase::Idle(client, token) | Phase::Busy(client, token) => Some((client, token)),
            _ => None,
        }
    }

    /// What the server now waits for.
    pub(super) fn waits_for(&self) -> Interest {
        match self.phase {
            _ if !self.unsent.is_empty() => Interest::Room,
            Phase::Refused => Interest::End,
            _ => Interest::Requests,
        }
    }
}
