//! What travels between a proxy and its server.
//!
//! A request is a [`Request`], and behind it the arguments. An answer is a
//! `Result<R, Refused>`. Both are written in postcard's format.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::ProxyError;

/// An object of a server. A number is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectId(pub(crate) u64);

/// A process that has proxies. A number is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClientId(pub(crate) u64);

/// The way by which calls come, one at a time. A number is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConnectionId(pub u64);

/// A reference that is on its way to another process. It is used once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketId(pub(crate) u64);

/// Who can own a lock: a thread of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The process.
    pub client: ClientId,
    /// Its thread. In one process no two threads have the same number, not even one after
    /// the other.
    pub thread: u64,
}

/// Who calls, and by which way the answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Where the answer goes.
    pub connection: ConnectionId,
    /// Who calls.
    pub owner: Owner,
}

// ANCHOR: request
/// What a proxy asks. The arguments follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request<'a> {
    /// Make an object of this kind. The answer is its [`ObjectId`].
    Make {
        /// Which thread asks.
        thread: u64,
        /// What is made, such as `list`.
        kind: &'a str,
    },
    /// Call a method of this object.
    Call {
        /// Which thread asks.
        thread: u64,
        /// The object.
        object: ObjectId,
    },
    /// One reference to this object is gone. There is no answer.
    Release(ObjectId),
    /// A reference to this object is about to be sent to another process. The answer is a
    /// [`TicketId`].
    Send(ObjectId),
    /// It has arrived. The answer is its [`ObjectId`].
    Receive(TicketId),
}
// ANCHOR_END: request

/// Appends a value to these bytes.
pub(crate) fn encode<T: Serialize + ?Sized>(
    value: &T,
    into: &mut Vec<u8>,
) -> Result<(), postcard::Error> {
    let bytes = std::mem::take(into);
    *into = postcard::to_extend(value, bytes)?;
    Ok(())
}

/// The value that these bytes are.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProxyError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(ProxyError::Garbled),
    }
}
