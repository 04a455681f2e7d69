//! The manager of a real system: a server in a process of its own, and sockets to it.
//!
//! Reading order, the way: `address`, `private_folder`, `listener`, `socket`, `frame`,
//! `handshake`, `opening` (who a connection belongs to). The server: `session` (one
//! connection), `poller` (which of them has something), `deadlines`, `limits`,
//! `service` (the loop).
//! The client: `connection`, `client`, `registry` (all clients of this process, and what a
//! fork does to them), `ticket` (a proxy on its way to another process). Both together:
//! `entries`, `manager`, `error`.

mod address;
mod client;
mod connect;
mod connection;
mod deadlines;
mod entries;
mod error;
mod frame;
#[cfg(test)]
mod fuzz;
mod handshake;
mod limits;
mod listener;
mod manager;
mod opening;
mod poller;
mod private_folder;
mod registry;
mod service;
mod session;
mod socket;
mod socket_error;
mod ticket;

use crate::proxies;

pub use address::{Address, AddressError};
pub use client::Client;
pub use entries::{Entries, with_own_entries};
pub use error::ManagerError;
pub use frame::FrameError;
pub use handshake::HandshakeError;
pub use limits::Limits;
pub use manager::{Builder, Manager};
pub use service::Service;
pub use socket_error::SocketError;

/// A list in a server.
pub type ListProxy<T> = proxies::ListProxy<T, Client>;
/// A dictionary in a server.
pub type DictProxy<K, V> = proxies::DictProxy<K, V, Client>;
/// A namespace in a server.
pub type NamespaceProxy = proxies::NamespaceProxy<Client>;
/// A lock in a server.
pub type LockProxy = proxies::LockProxy<Client>;
/// A recursive lock in a server.
pub type RLockProxy = proxies::RLockProxy<Client>;
/// A lock of a server, as long as it is held.
pub type LockGuard<'a> = proxies::LockGuard<'a, Client>;
/// A semaphore in a server.
pub type SemaphoreProxy = proxies::SemaphoreProxy<Client>;
/// A semaphore with a bound in a server.
pub type BoundedSemaphoreProxy = proxies::BoundedSemaphoreProxy<Client>;
/// A condition in a server.
pub type ConditionProxy = proxies::ConditionProxy<Client>;
/// An event in a server.
pub type EventProxy = proxies::EventProxy<Client>;
/// A barrier in a server.
pub type BarrierProxy = proxies::BarrierProxy<Client>;
/// A queue in a server.
pub type QueueProxy<T> = proxies::QueueProxy<T, Client>;
/// A queue with tasks in a server.
pub type JoinableQueueProxy<T> = proxies::JoinableQueueProxy<T, Client>;
/// A number in a server.
pub type ValueProxy<T> = proxies::ValueProxy<T, Client>;
/// An array of numbers in a server.
pub type ArrayProxy<T> = proxies::ArrayProxy<T, Client>;
