//! A proxy on its way to another process.

use std::sync::Arc;

use handles::live::pickle::is_spawning;
use handles::live::{AuthKey, family_key};
use serde::{Deserialize, Serialize};

use crate::{ProxyError, TicketId};

use super::address::Address;
use super::client::{Client, Inner};
use super::registry;

/// What stands for a proxy in a message to another process: where its server is, and a
/// reference that the server holds ready.
///
/// The key goes along only when a process is being spawned. Elsewhere the other process
/// must have it: as a member of the same family, or since it has connected to the server
/// itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ticket {
    address: Address,
    server: u64,
    key: Option<AuthKey>,
    ticket: TicketId,
}

impl Ticket {
    pub(super) fn new(inner: &Arc<Inner>, ticket: TicketId) -> Ticket {
        Ticket {
            address: inner.address.clone(),
            server: inner.server,
            key: is_spawning().then(|| inner.key.clone()),
            ticket,
        }
    }

    /// The way to the server: the one that there is, or a new one.
    pub(super) fn client(self) -> Result<(Client, TicketId), ProxyError> {
        if let Some(client) = registry::find(self.server) {
            return Ok((client, self.ticket));
        }
        let gone = |why: String| ProxyError::Gone { why };
        let key = match &self.key {
            Some(key) => key,
            None => family_key().map_err(|error| gone(error.to_string()))?,
        };
        let client = Client::connect(&self.address, key).map_err(|error| error.as_gone())?;
        if client.server_id() != self.server {
            return Err(gone("another one has taken its address".into()));
        }
        registry::keep(&client);
        Ok((client, self.ticket))
    }
}
