//! A client that is made by hand: it can do what ours never does.
//!
//! The frames and the handshake are written here once more, from their description. So a
//! change of either is noticed.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use handles::live::AuthKey;
use hmac::{Hmac, KeyInit, Mac};
use manager::live::Address;
use sha2::Sha256;

/// What each message of the handshake begins with.
pub(crate) const MARK: &[u8; 8] = b"updates\x01";
/// The length of a nonce and of a digest, in bytes.
pub(crate) const PART: usize = 32;
/// Who waits so long waits for ever.
const LIMIT: Duration = Duration::from_secs(20);

/// One connection, of which every byte is ours.
#[derive(Debug)]
pub(crate) struct Peer(pub(crate) UnixStream);

/// What a connection has become when it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) token: [u8; 16],
    pub(crate) server: u64,
}

impl Peer {
    /// Connects, and says nothing.
    pub(crate) fn silent(address: &Address) -> io::Result<Peer> {
        let Address::Unix(path) = address else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.set_write_timeout(Some(LIMIT))?;
        Ok(Peer(stream))
    }

    /// Connects, and shows the key.
    pub(crate) fn known(address: &Address, key: &AuthKey) -> io::Result<Peer> {
        let mut peer = Peer::silent(address)?;
        let hello = peer.receive()?;
        let (answer, welcome) = good_handshake(key.as_bytes(), &hello, &[7; PART]);
        peer.send(&answer)?;
        if peer.receive()? != welcome {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(peer)
    }

    /// Connects, shows the key, and says whose it is: of a new process.
    pub(crate) fn open(address: &Address, key: &AuthKey) -> io::Result<(Peer, Opened)> {
        let mut peer = Peer::known(address, key)?;
        peer.send(FIRST)?;
        let opened = peer.receive()?;
        let (token, server) = postcard::from_bytes(&opened).map_err(io::Error::other)?;
        Ok((peer, Opened { token, server }))
    }

    /// Sends one frame.
    pub(crate) fn send(&mut self, payload: &[u8]) -> io::Result<()> {
        self.0.write_all(&frame(payload))
    }

    /// Waits for one frame.
    pub(crate) fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut header = [0; 4];
        self.0.read_exact(&mut header)?;
        let mut payload = vec![0; u32::from_le_bytes(header) as usize];
        self.0.read_exact(&mut payload)?;
        Ok(payload)
    }

    /// One request, and its answer.
    pub(crate) fn ask(&mut self, request: &[u8]) -> io::Result<Vec<u8>> {
        self.send(request)?;
        self.receive()
    }

    /// All that comes until the server closes.
    pub(crate) fn rest(&mut self) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        match self.0.read_to_end(&mut all) {
            // It was closed with something unread: what came before that has been read.
            Err(error) if error.kind() != io::ErrorKind::ConnectionReset => Err(error),
            _ => Ok(all),
        }
    }

    /// Whether something has come, or the end.
    pub(crate) fn has_something(&self) -> io::Result<bool> {
        let ready = os::wait_for_any(&[std::os::fd::AsFd::as_fd(&self.0)], os::Patience::None);
        Ok(ready.map_err(io::Error::other)?.is_some())
    }
}

/// The opening of a process that has had no connection.
pub(crate) const FIRST: &[u8] = &[0];

/// The opening of one more connection of a process.
pub(crate) fn another(token: [u8; 16]) -> Vec<u8> {
    [&[1], &token[..]].concat()
}

/// The opening of a process that is about to be forked.
pub(crate) fn fork_of(token: [u8; 16]) -> Vec<u8> {
    [&[2], &token[..]].concat()
}

/// The bytes of a frame.
pub(crate) fn frame(payload: &[u8]) -> Vec<u8> {
    let length = payload.len() as u32;
    [&length.to_le_bytes(), payload].concat()
}

/// What a client answers to this hello, and what it is told then.
pub(crate) fn good_handshake(key: &[u8], hello: &[u8], clients: &[u8; PART]) -> (Vec<u8>, Vec<u8>) {
    let servers = &hello[MARK.len()..];
    let digest = |side: &[u8]| {
        let key: Hmac<Sha256> = Hmac::new_from_slice(key).expect("any length will do");
        let parts = [side, MARK, servers, clients].concat();
        key.chain_update(parts).finalize().into_bytes()
    };
    let answer = [MARK, &clients[..], &digest(b"client")].concat();
    (answer, [MARK, &digest(b"server")[..]].concat())
}

/// What a server sends instead of a welcome.
pub(crate) fn refusal() -> Vec<u8> {
    [MARK, &[0; PART][..]].concat()
}
