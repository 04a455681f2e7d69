//! What comes: connections, and requests by them.

use std::collections::HashMap;
use std::time::Instant;

use rustix::process::geteuid;

use crate::protocol::encode;
use crate::{ClientId, ConnectionId};

use super::super::handshake::{self, REFUSAL};
use super::super::listener::Peer;
use super::super::opening::{Opened, Opening, Token};
use super::super::poller::Interest;
use super::super::session::{Phase, Session};
use super::super::socket::Ended;
use super::Service;

impl Service {
    /// Takes one connection. If there are more, the next round takes the next.
    pub(super) fn accept(&mut self) {
        let full = self.sessions.len() >= self.limits.connections;
        match if full {
            None
        } else {
            Some(self.listener.accept())
        } {
            Some(Ok(Some((socket, peer)))) => {
                if matches!(peer, Peer::User(user) if user != geteuid().as_raw()) {
                    return;
                }
                // Without a random number nobody can be let in.
                let Ok((handshake, hello)) = handshake::Server::new(self.key.as_bytes()) else {
                    return;
                };
                self.last += 1;
                let number = self.last;
                let until = (Instant::now() + self.limits.handshake, ConnectionId(number));
                if self
                    .poller
                    .add(&socket, number, Interest::Requests)
                    .is_err()
                {
                    return;
                }
                self.deadlines.add(until);
                let session = Session::new(socket, handshake, until);
                self.sessions.insert(number, session);
                self.send(number, &hello);
            }
            Some(Ok(None)) => {}
            // There are too many: whoever comes now waits until one has gone.
            None | Some(Err(_)) => {
                if self.poller.remove(&self.listener).is_ok() {
                    self.paused = Some(Instant::now());
                }
            }
        }
    }

    /// A connection has something for us, or room for what it is sent.
    pub(super) fn attend(&mut self, number: u64) {
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        if !session.unsent.is_empty() {
            return self.flush(number);
        }
        match session.socket.try_receive(session.frames.room()) {
            Ok(_) if matches!(session.phase, Phase::Busy(..)) => {
                // It asks before it is answered. It must wait with the rest.
                self.watch(number, Interest::End);
            }
            Ok(0) => {
                // Only the end was of interest, and it has come.
                if session.interest == Interest::End {
                    self.close(number, true);
                }
            }
            Ok(_) => self.requests(number),
            Err(ended) => self.close(number, !matches!(ended, Ended::Read)),
        }
    }

    /// Does what has arrived, up to a request that has to wait for its answer.
    pub(super) fn requests(&mut self, number: u64) {
        loop {
            let Some(session) = self.sessions.get_mut(&number) else {
                return;
            };
            if !session.unsent.is_empty() || matches!(session.phase, Phase::Busy(..)) {
                return;
            }
            let Ok(frame) = session.frames.next() else {
                return self.refuse(number);
            };
            let Some(frame) = frame else { return };
            match std::mem::replace(&mut session.phase, Phase::Refused) {
                Phase::Unknown(handshake) => match handshake.answer(frame) {
                    Ok(welcome) => {
                        session.phase = Phase::Known;
                        session.frames.set_limit(self.limits.message);
                        self.send(number, &welcome);
                    }
                    Err(_) => return self.refuse(number),
                },
                Phase::Known => {
                    let Ok(opening) = crate::protocol::decode(frame) else {
                        return self.close(number, true);
                    };
                    self.open(number, opening);
                }
                Phase::Idle(client, token) => {
                    session.phase = Phase::Busy(client, token);
                    let answers = self.dispatch.handle(ConnectionId(number), client, frame);
                    if !answers {
                        session.phase = Phase::Idle(client, token);
                    }
                    self.settle();
                }
                Phase::Busy(..) | Phase::Refused => return,
            }
        }
    }

    /// A connection says whose it is.
    pub(super) fn open(&mut self, number: u64, opening: Opening) {
        let known = |clients: &HashMap<Token, (ClientId, usize)>, token| {
            clients.get(&token).map(|(client, _)| *client)
        };
        let (client, token) = match opening {
            Opening::First => (Some(self.dispatch.client()), Token::random()),
            Opening::Another(token) => (known(&self.clients, token), Ok(token)),
            Opening::ForkOf(parent) => {
                let parent = known(&self.clients, parent);
                let child = parent.map(|parent| self.dispatch.fork_of(parent));
                (child, Token::random())
            }
        };
        let (Some(client), Ok(token)) = (client, token) else {
            return self.close(number, true);
        };
        self.clients.entry(token).or_insert((client, 0)).1 += 1;
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        session.phase = Phase::Idle(client, token);
        if let Some(deadline) = session.deadline.take() {
            self.deadlines.remove(deadline);
        }
        let mut opened = Vec::new();
        let server = self.server;
        encode(&Opened { token, server }, &mut opened).expect("plain numbers can be written");
        self.send(number, &opened);
    }

    /// Tells a connection that it is refused, and closes it.
    pub(super) fn refuse(&mut self, number: u64) {
        let Some(session) = self.sessions.get(&number) else {
            return;
        };
        if session.client().is_none() {
            self.send(number, &REFUSAL);
        }
        self.close(number, true);
    }
}
