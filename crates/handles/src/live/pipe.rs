//! Both ends of a socket pair: what is put into one comes out of the other, in any process.

use std::os::fd::AsFd;

use os::{Message, OsError, Patience, Received, Wire};
use serde::{Serialize, Serializer};

use super::pickle::{Passed, pack, unpack};
use super::queue_error::QueueError;
use crate::StartMethod;

/// Where the items of a queue lie. Every process that has it has both ends: so neither end
/// is ever closed for who uses the other.
pub(super) struct Pipe {
    into: Wire,
    out: Wire,
    made_in: StartMethod,
}

/// A pipe on its way to a spawned child.
pub(super) type PassedPipe = (Passed, Passed);

impl Pipe {
    pub(super) fn new(made_in: StartMethod) -> Result<Pipe, OsError> {
        let (into, out) = Wire::pair()?;
        Ok(Pipe { into, out, made_in })
    }

    /// Returns whether there was room in time.
    pub(super) fn put(&self, item: &[u8], patience: Patience) -> Result<bool, OsError> {
        self.into.send_within(item, &[], patience)
    }

    pub(super) fn get(&self, patience: Patience) -> Result<Vec<u8>, QueueError> {
        match self.out.receive_within(patience)? {
            Received::Message(Message { bytes, .. }) => Ok(bytes),
            Received::Nothing => Err(QueueError::Empty),
            Received::Closed => Err(QueueError::Closed),
        }
    }

    pub(super) fn is_empty(&self) -> Result<bool, OsError> {
        self.out.is_readable().map(|readable| !readable)
    }

    /// The pipe as a part of a handle of this type.
    pub(super) fn part_of(&self, object: &'static str) -> impl Serialize {
        let [into, out] = [&self.into, &self.out].map(|wire| End {
            object,
            wire,
            made_in: self.made_in,
        });
        (into, out)
    }

    /// The pipe that arrived as a part of a handle of this type.
    pub(super) fn arrived<E: serde::de::Error>(
        (into, out): &PassedPipe,
        object: &str,
    ) -> Result<Pipe, E> {
        Ok(Pipe {
            into: unpack(into, object)?.into(),
            out: unpack(out, object)?.into(),
            made_in: StartMethod::Spawn,
        })
    }
}

/// One end, as a part of a handle.
struct End<'a> {
    object: &'static str,
    wire: &'a Wire,
    made_in: StartMethod,
}

impl Serialize for End<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let descriptor = match self.made_in {
            StartMethod::Spawn => Some(self.wire.as_fd()),
            // Made to be inherited, and nothing else.
            StartMethod::Fork => None,
        };
        pack(self.object, descriptor, serializer)
    }
}
