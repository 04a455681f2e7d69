//! Both sides show that they have the key, and neither sends it.
//!
//! Each side draws a fresh number of 32 bytes, a *nonce*, and the other one digests it along
//! with the key. First the client shows the key, then the server: who does not have it gets
//! no digest of a server's.
//!
//! | message | from | bytes |
//! |---|---|---|
//! | hello | server | mark, nonce of the server |
//! | answer | client | mark, nonce of the client, digest of the client |
//! | welcome | server | mark, digest of the server |
//!
//! The mark names the protocol and its version. A digest is the HMAC-SHA-256, under the key,
//! of a word for the side that makes it, the mark and both nonces. So a digest that was
//! recorded fits no other handshake, and one that is sent back to its maker fits no side.
//!
//! It shows who has the key, and no more. What follows is not encrypted: who can read or
//! change what travels between two machines can do so afterwards too.

use std::fmt::{self, Debug, Formatter};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What each message begins with: the protocol.
const PROTOCOL: [u8; 7] = *b"updates";
/// And its version.
const VERSION: u8 = 1;
const MARK: usize = PROTOCOL.len() + 1;
const NONCE: usize = 32;
const DIGEST: usize = 32;

/// The length of a hello, in bytes.
pub(crate) const HELLO: usize = MARK + NONCE;
/// The length of an answer, in bytes: the longest of the messages.
pub(crate) const ANSWER: usize = MARK + NONCE + DIGEST;
/// The length of a welcome, in bytes.
pub(crate) const WELCOME: usize = MARK + DIGEST;

/// What a server may send instead of a welcome, before it closes: the digest was wrong.
pub(crate) const REFUSAL: [u8; WELCOME] = refusal();

/// The other side did not show that it has the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandshakeError {
    /// The other side speaks something else.
    #[error("the other side is no manager: check the address")]
    WrongProtocol,

    /// The other side speaks another version.
    #[error(
        "the other side speaks version {theirs} of the protocol, and this one version \
         {VERSION}: build both from the same source"
    )]
    WrongVersion {
        /// The version of the other side.
        theirs: u8,
    },

    /// A message is too short or too long.
    #[error("a message of {length} bytes in the handshake, where one of {expected} was expected")]
    WrongLength {
        /// The length of the message, in bytes.
        length: usize,
        /// The length that it should have, in bytes.
        expected: usize,
    },

    /// The other side has another key.
    #[error("digest received was wrong: give both sides the same key")]
    DigestWrong,

    /// The other side says that we have another key. It may be the one that is wrong.
    #[error("digest sent was rejected: give both sides the same key")]
    DigestRejected,

    /// The kernel gave no random number.
    #[error("cannot draw a random number")]
    NoRandomness(#[from] getrandom::Error),
}

type Nonce = [u8; NONCE];

/// The server's side, after its hello.
pub(crate) struct Server {
    key: Hmac<Sha256>,
    nonce: Nonce,
}

/// The client's side, after its answer.
pub(crate) struct Client {
    /// The digest of the server, but for its last step.
    expected: Hmac<Sha256>,
}

impl Server {
    /// Begins a handshake. Returns the hello for the client as well.
    pub(crate) fn new(key: &[u8]) -> Result<(Server, [u8; HELLO]), HandshakeError> {
        let nonce = fresh()?;
        let key = keyed(key);
        Ok((Server { key, nonce }, message(&[&nonce])))
    }

    /// Looks at the client's answer. If the client has the key, returns the welcome for it;
    /// all that the client sends later may be read then, and nothing before.
    pub(crate) fn answer(self, answer: &[u8]) -> Result<[u8; WELCOME], HandshakeError> {
        let rest: &[u8; ANSWER - MARK] = rest(answer)?;
        let (nonce, shown) = rest.split_first_chunk().expect("a nonce fits into it");
        digest(&self.key, Side::Client, &self.nonce, nonce)
            .verify_slice(shown)
            .map_err(|_| HandshakeError::DigestWrong)?;
        let ours = digest(&self.key, Side::Server, &self.nonce, nonce).finalize();
        Ok(message(&[&ours.into_bytes()]))
    }
}

impl Client {
    /// Takes the server's hello. Returns the answer for the server as well.
    pub(crate) fn new(key: &[u8], hello: &[u8]) -> Result<(Client, [u8; ANSWER]), HandshakeError> {
        let servers: &Nonce = rest(hello)?;
        let nonce = fresh()?;
        let key = keyed(key);
        let ours = digest(&key, Side::Client, servers, &nonce).finalize();
        let expected = digest(&key, Side::Server, servers, &nonce);
        Ok((Client { expected }, message(&[&nonce, &ours.into_bytes()])))
    }

    /// Looks at the server's welcome.
    pub(crate) fn finish(self, welcome: &[u8]) -> Result<(), HandshakeError> {
        if welcome == REFUSAL {
            return Err(HandshakeError::DigestRejected);
        }
        let shown: &[u8; DIGEST] = rest(welcome)?;
        self.expected
            .verify_slice(shown)
            .map_err(|_| HandshakeError::DigestWrong)
    }
}

/// Who makes a digest.
#[derive(Clone, Copy)]
enum Side {
    Client,
    Server,
}

// ANCHOR: digest
/// The digest that this side makes, but for its last step.
fn digest(key: &Hmac<Sha256>, side: Side, servers: &Nonce, clients: &Nonce) -> Hmac<Sha256> {
    // All parts have fixed lengths, so no two handshakes digest the same bytes.
    let side = match side {
        Side::Client => b"client",
        Side::Server => b"server",
    };
    key.clone()
        .chain_update(side)
        .chain_update(mark())
        .chain_update(servers)
        .chain_update(clients)
}
// ANCHOR_END: digest

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("a key of any length will do")
}

fn fresh() -> Result<Nonce, HandshakeError> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce)?;
    Ok(nonce)
}

const fn mark() -> [u8; MARK] {
    let mut mark = [VERSION; MARK];
    let (protocol, _) = mark.split_at_mut(PROTOCOL.len());
    protocol.copy_from_slice(&PROTOCOL);
    mark
}

/// A welcome without a digest.
const fn refusal() -> [u8; WELCOME] {
    let mut refusal = [0; WELCOME];
    refusal.split_at_mut(MARK).0.copy_from_slice(&mark());
    refusal
}

/// The message of these parts.
fn message<const LENGTH: usize>(parts: &[&[u8]]) -> [u8; LENGTH] {
    let parts = parts.concat();
    let mut message = [0; LENGTH];
    message[..MARK].copy_from_slice(&mark());
    message[MARK..].copy_from_slice(&parts);
    message
}

/// The message but for its mark.
fn rest<const REST: usize>(message: &[u8]) -> Result<&[u8; REST], HandshakeError> {
    let wrong_length = HandshakeError::WrongLength {
        length: message.len(),
        expected: MARK + REST,
    };
    // The mark first: another version may have other lengths.
    let Some((protocol, after)) = message.split_first_chunk() else {
        return Err(wrong_length);
    };
    if *protocol != PROTOCOL {
        return Err(HandshakeError::WrongProtocol);
    }
    match after.split_first() {
        None => Err(wrong_length),
        Some((&VERSION, rest)) => rest.try_into().map_err(|_| wrong_length),
        Some((&theirs, _)) => Err(HandshakeError::WrongVersion { theirs }),
    }
}

impl Debug for Server {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

impl Debug for Client {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
