//! How much a server grants.

use std::time::Duration;

use serde::{Deserialize, Serialize};

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
