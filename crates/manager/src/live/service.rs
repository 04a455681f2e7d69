//! The loop of a server: it takes requests as they come, and never waits for one client
//! only.

use std::collections::HashMap;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use handles::live::AuthKey;
use rustix::process::geteuid;
use serde::{Deserialize, Serialize};

use crate::protocol::encode;
use crate::server::{Answer, Dispatch, Kinds};
use crate::{ClientId, ConnectionId, Refused};

use super::address::Address;
use super::deadlines::Deadlines;
use super::error::ManagerError;
use super::frame::{begin_frame, end_frame};
use super::handshake::{self, ANSWER, REFUSAL};
use super::listener::{Listener, Peer};
use super::opening::{Opened, Opening, Token};
use super::poller::{Interest, Poller};
use super::session::{Phase, Session};
use super::socket::Ended;

/// How much a server grants those who call it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// The most bytes of one message. Less than the handshake needs counts as that.
    pub message: u32,
    /// The most connections at once.
    pub connections: usize,
    /// How long a connection may take to show that it has the key.
    pub handshake: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            message: super::frame::DEFAULT_LIMIT,
            connections: 4096,
            handshake: Duration::from_secs(5),
        }
    }
}

/// Numbers of descriptors that are no connections.
const LISTENER: u64 = 0;
const END: u64 = 1;
/// The first number of a connection.
const FIRST: u64 = 16;

/// How long a server that cannot take another connection waits before it tries again.
const PAUSE: Duration = Duration::from_millis(50);

/// A server with its sockets: it answers proxies in other processes.
#[derive(Debug)]
pub struct Service {
    listener: Listener,
    key: AuthKey,
    limits: Limits,
    poller: Poller,
    dispatch: Dispatch,
    sessions: HashMap<u64, Session>,
    /// How many connections each process has.
    clients: HashMap<Token, (ClientId, usize)>,
    deadlines: Deadlines,
    /// Connections that may have another request, which has already arrived.
    again: Vec<u64>,
    last: u64,
    server: u64,
    /// Since when no connection is taken.
    paused: Option<Instant>,
    frame: Vec<u8>,
}

impl Service {
    /// A server at this address, which lets in who has this key, and makes objects of these
    /// kinds.
    ///
    /// # Errors
    ///
    /// [`ManagerError::Socket`] when the address is in use or the kernel refuses.
    pub fn bind(
        address: &Address,
        key: &AuthKey,
        kinds: Kinds,
        limits: Limits,
    ) -> Result<Service, ManagerError> {
        let message = limits.message.max(ANSWER as u32);
        let limits = Limits { message, ..limits };
        let listener = Listener::bind(address)?;
        let poller = Poller::new().map_err(ManagerError::poll)?;
        poller
            .add(&listener, LISTENER, Interest::Requests)
            .map_err(ManagerError::poll)?;
        Ok(Service {
            listener,
            key: key.clone(),
            limits,
            poller,
            dispatch: Dispatch::new(kinds),
            sessions: HashMap::new(),
            clients: HashMap::new(),
            deadlines: Deadlines::default(),
            again: Vec::new(),
            last: FIRST,
            server: getrandom::u64().map_err(ManagerError::random)?,
            paused: None,
            frame: Vec::new(),
        })
    }

    /// Where it is: with the port that the kernel chose.
    #[must_use]
    pub fn address(&self) -> &Address {
        self.listener.address()
    }

    // ANCHOR: run
    /// Serves until one of these descriptors can be read, or is closed on its other side.
    ///
    /// # Errors
    ///
    /// [`ManagerError::Poll`] when the kernel refuses. No client can bring that about.
    pub fn run_until(&mut self, ends: &[BorrowedFd<'_>]) -> Result<(), ManagerError> {
        for end in ends {
            self.poller
                .add(end, END, Interest::Requests)
                .map_err(ManagerError::poll)?;
        }
        loop {
            let patience = if self.again.is_empty() {
                [self.deadlines.next_in(), self.paused.map(|_| PAUSE)]
                    .into_iter()
                    .flatten()
                    .min()
            } else {
                Some(Duration::ZERO)
            };
            let events = self.poller.wait(patience).map_err(ManagerError::poll)?;
            let ready: smallvec::SmallVec<[u64; 8]> =
                events.iter().map(|event| event.data.u64()).collect();
            for number in ready {
                match number {
                    LISTENER => self.accept(),
                    END => return Ok(()),
                    connection => self.attend(connection),
                }
                // Before the next one: it may tell of the end of somebody who gets an answer.
                self.settle();
            }
            for connection in std::mem::take(&mut self.again) {
                self.requests(connection);
                self.settle();
            }
            self.look_at_the_clock();
        }
    }
    // ANCHOR_END: run

    /// Takes one connection. If there are more, the next round takes the next.
    fn accept(&mut self) {
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
    fn attend(&mut self, number: u64) {
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
    fn requests(&mut self, number: u64) {
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
    fn open(&mut self, number: u64, opening: Opening) {
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

    /// Sends all answers, and notes who waits how long. Who cannot be answered is closed; and
    /// what others get by that is sent here as well, so that a long row of them needs no more
    /// room than one.
    fn settle(&mut self) {
        loop {
            self.note_deadlines();
            let Some(answer) = self.dispatch.answer() else {
                return;
            };
            self.reply(answer);
        }
    }

    fn note_deadlines(&mut self) {
        for deadline in self
            .dispatch
            .deadlines()
            .collect::<smallvec::SmallVec<[_; 1]>>()
        {
            let Some(session) = self.sessions.get_mut(&deadline.connection.0) else {
                continue;
            };
            // A time that the clock cannot tell is as good as none.
            if let Some(at) = Instant::now().checked_add(deadline.after) {
                let until = (at, deadline.connection);
                session.deadline = Some(until);
                session.waiting = deadline.number;
                self.deadlines.add(until);
            }
        }
    }

    fn reply(&mut self, answer: Answer) {
        let number = answer.to.0;
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        if let Phase::Busy(client, token) = session.phase {
            session.phase = Phase::Idle(client, token);
        }
        if let Some(deadline) = session.deadline.take() {
            self.deadlines.remove(deadline);
        }
        if session.interest == Interest::End {
            self.watch(number, Interest::Requests);
        }
        self.again.push(number);
        self.send(number, &answer.bytes);
    }

    /// Sends a message: as much as there is room for now, and the rest later.
    fn send(&mut self, number: u64, message: &[u8]) {
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        self.frame.clear();
        let begun = begin_frame(&mut self.frame);
        self.frame.extend_from_slice(message);
        if end_frame(&mut self.frame, begun, self.limits.message).is_err() {
            self.dispatch.take_back(ConnectionId(number));
            return self.send_refusal(number);
        }
        match session.socket.try_send(&self.frame) {
            Ok(sent) if sent == self.frame.len() => {}
            Ok(sent) => {
                session.unsent.extend_from_slice(&self.frame[sent..]);
                self.watch(number, Interest::Room);
            }
            Err(_) => self.close(number, true),
        }
    }

    fn send_refusal(&mut self, number: u64) {
        let mut short = Vec::new();
        encode(&Err::<(), _>(Refused::AnswerTooLong), &mut short)
            .expect("a refusal can be written");
        self.send(number, &short);
    }

    /// There is room for more of an answer.
    fn flush(&mut self, number: u64) {
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        match session.socket.try_send(&session.unsent) {
            Ok(sent) => {
                session.unsent.drain(..sent);
                if session.unsent.is_empty() {
                    session.unsent = Vec::new();
                    let next = session.waits_for();
                    self.watch(number, next);
                    self.again.push(number);
                }
            }
            Err(_) => self.close(number, true),
        }
    }

    /// Tells a connection that it is refused, and closes it.
    fn refuse(&mut self, number: u64) {
        let Some(session) = self.sessions.get(&number) else {
            return;
        };
        if session.client().is_none() {
            self.send(number, &REFUSAL);
        }
        self.close(number, true);
    }

    fn watch(&mut self, number: u64, interest: Interest) {
        let Some(session) = self.sessions.get_mut(&number) else {
            return;
        };
        session.interest = interest;
        if self
            .poller
            .change(&session.socket.0, number, interest)
            .is_err()
        {
            self.close(number, true);
        }
    }

    /// A connection is gone. With its last one a process is. What others get by that is sent
    /// when all is settled.
    fn close(&mut self, number: u64, unread: bool) {
        let Some(session) = self.sessions.remove(&number) else {
            return;
        };
        if let Some(deadline) = session.deadline {
            self.deadlines.remove(deadline);
        }
        self.dispatch.disconnect(ConnectionId(number), unread);
        if let Some((client, token)) = session.client()
            && let Some((_, connections)) = self.clients.get_mut(&token)
        {
            *connections -= 1;
            if *connections == 0 {
                self.clients.remove(&token);
                self.dispatch.forget(client);
            }
        }
        drop(session);
        self.take_connections_again();
    }

    fn look_at_the_clock(&mut self) {
        if self.deadlines.is_empty() && self.paused.is_none() {
            return;
        }
        let now = Instant::now();
        while let Some(connection) = self.deadlines.take_over(now) {
            let Some(session) = self.sessions.get_mut(&connection.0) else {
                continue;
            };
            session.deadline = None;
            if let Phase::Busy(..) = session.phase {
                self.dispatch.expire(connection, session.waiting);
            } else {
                // It has not shown the key in time.
                self.close(connection.0, true);
            }
            self.settle();
        }
        if self.paused.is_some_and(|since| since + PAUSE <= now) {
            self.take_connections_again();
        }
    }

    fn take_connections_again(&mut self) {
        let full = self.sessions.len() >= self.limits.connections;
        if self.paused.is_some() && !full {
            let added = self
                .poller
                .add(&self.listener, LISTENER, Interest::Requests);
            if added.is_ok() {
                self.paused = None;
            }
        }
    }
}
