//! The loop of a server: it takes requests as they come, and never waits for one client
//! only.
//!
//! Reading order: this file, then `arriving`, `leaving`, `ending`.

use std::collections::HashMap;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use handles::live::AuthKey;

use crate::ClientId;
use crate::server::{Dispatch, Kinds};

use super::address::Address;
use super::deadlines::Deadlines;
use super::error::ManagerError;
use super::handshake::ANSWER;
use super::limits::Limits;
use super::listener::Listener;
use super::opening::Token;
use super::poller::{Interest, Poller};
use super::session::Session;

mod arriving;
mod ending;
mod leaving;

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
}
