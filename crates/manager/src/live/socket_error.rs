//! What can go wrong with a connection, or a place to listen at, before there is one.

use std::io;

use rustix::io::Errno;

use super::address::{Address, AddressError};

/// A connection could not be made, or a place to listen at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SocketError {
    /// There can be no server at this address.
    #[error(transparent)]
    Address(#[from] AddressError),

    /// There is no server at this address, or no longer.
    #[error("no server listens at {address}: start it, or check the address")]
    NoServer {
        /// The address.
        address: Address,
        /// What the kernel answered.
        source: io::Error,
    },

    /// The server did not take the connection in time.
    #[error("the server at {address} did not take the connection in time")]
    TooLate {
        /// The address.
        address: Address,
    },

    /// Something is there already: a server that runs, or the file that one left.
    #[error("{address} is in use: choose another address, or remove what is there")]
    InUse {
        /// The address.
        address: Address,
    },

    /// The kernel refused.
    #[error("cannot {what} {address}")]
    Os {
        /// What was tried.
        what: &'static str,
        /// The address.
        address: Address,
        /// What the kernel answered.
        source: io::Error,
    },
}

impl SocketError {
    pub(super) fn os(what: &'static str, address: &Address) -> impl Fn(Errno) -> SocketError {
        move |errno| SocketError::Os {
            what,
            address: address.clone(),
            source: errno.into(),
        }
    }
}
