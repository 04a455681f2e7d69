//! One connection to a server, seen from a client.

use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use handles::live::AuthKey;
use os::Patience;
use rustix::process::geteuid;

use crate::ObjectId;
use crate::protocol::{Request, decode, encode};

use super::address::Address;
use super::error::ManagerError;
use super::frame::{DEFAULT_LIMIT, FrameError, Frames, begin_frame, end_frame};
use super::handshake::{self, HELLO, WELCOME};
use super::opening::{Opened, Opening};
use super::socket::{Ended, Socket};

/// How long a server may take until a connection can be used.
const PATIENCE: Duration = Duration::from_secs(10);

/// One connection to a server, for one call at a time.
#[derive(Debug)]
pub(super) struct Connection {
    socket: Socket,
    frames: Frames,
    /// What is about to be sent.
    leaving: Vec<u8>,
}

impl Connection {
    /// Connects, and lets both sides show that they have the key.
    pub(super) fn open(
        address: &Address,
        key: &AuthKey,
        opening: Opening,
    ) -> Result<(Connection, Opened), ManagerError> {
        let until = Patience::Until(Instant::now() + PATIENCE);
        let socket = Socket::connect(address, until)?;
        // Who else could put a socket there would learn what we send.
        if let Some(user) = socket.peer_uid()
            && user != geteuid().as_raw()
        {
            return Err(ManagerError::OtherUser { user });
        }
        let frames = Frames::new(HELLO.max(WELCOME) as u32);
        let leaving = Vec::new();
        let mut connection = Connection {
            socket,
            frames,
            leaving,
        };
        let hello = connection.await_message(until)?;
        let (client, answer) = handshake::Client::new(key.as_bytes(), &hello)?;
        connection.pass(&answer)?;
        client.finish(&connection.await_message(until)?)?;
        connection.frames.set_limit(u32::MAX);
        let mut bytes = Vec::new();
        encode(&opening, &mut bytes).expect("plain numbers can be written");
        connection.pass(&bytes)?;
        let opened =
            decode(&connection.await_message(until)?).map_err(|_| ManagerError::Garbled)?;
        Ok((connection, opened))
    }

    fn pass(&mut self, message: &[u8]) -> Result<(), ManagerError> {
        let begun = begin_frame(&mut self.leaving);
        self.leaving.extend_from_slice(message);
        end_frame(&mut self.leaving, begun, DEFAULT_LIMIT)
            .expect("a short message is short enough");
        self.socket.send(&self.leaving)?;
        self.leaving.clear();
        Ok(())
    }

    /// A message of the handshake, in time.
    fn await_message(&mut self, until: Patience) -> Result<Vec<u8>, ManagerError> {
        loop {
            if let Some(message) = self.frames.next()? {
                return Ok(message.to_vec());
            }
            if os::wait_for_any(&[self.socket.0.as_fd()], until)?.is_none() {
                return Err(ManagerError::TooLate);
            }
            self.socket.receive(self.frames.room())?;
        }
    }

    /// Takes down that a reference is gone: the next call says so first.
    pub(super) fn release(&mut self, object: ObjectId) {
        let begun = begin_frame(&mut self.leaving);
        encode(&Request::Release(object), &mut self.leaving).expect("a number can be written");
        end_frame(&mut self.leaving, begun, DEFAULT_LIMIT).expect("a number is short enough");
    }

    /// Says at once that references are gone, if there is room. Nobody waits for an answer.
    pub(super) fn tell(&mut self) -> Result<(), Ended> {
        let sent = self.socket.try_send(&self.leaving)?;
        if sent > 0 {
            self.socket.send(&self.leaving[sent..])?;
            self.leaving.clear();
        }
        Ok(())
    }

    /// Writes a request behind what is to be sent. If that fails, nothing has changed.
    pub(super) fn write<E: From<FrameError>>(
        &mut self,
        limit: u32,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let start = self.leaving.len();
        let begun = begin_frame(&mut self.leaving);
        if let Err(error) = write(&mut self.leaving) {
            self.leaving.truncate(start);
            return Err(error);
        }
        Ok(end_frame(&mut self.leaving, begun, limit)?)
    }

    // ANCHOR: exchange
    /// Sends what was written, and waits for the answer.
    pub(super) fn exchange<R>(&mut self, read: impl FnOnce(&[u8]) -> R) -> Result<R, Ended> {
        self.socket.send(&self.leaving)?;
        self.leaving.clear();
        loop {
            match self.frames.next() {
                Ok(Some(answer)) => return Ok(read(answer)),
                Ok(None) => {}
                Err(error) => return Err(Ended::Failed(std::io::Error::other(error))),
            }
            self.socket.receive(self.frames.room())?;
        }
    }
    // ANCHOR_END: exchange
}
