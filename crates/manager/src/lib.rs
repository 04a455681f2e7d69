//! Chapter 5: a server process holds the objects, everyone else holds proxies.
//!
//! The server takes one call after the other, and each to its end. So one call is one step
//! for everybody, and two calls are two: between them others have their turns.
//!
//! Reading order: `protocol` (what travels), `item` (values on their way), `transport` (the
//! way), `proxy`; `server` (who calls what, and who is answered); `objects` and `proxies`,
//! a type each; `objects_of` (what can be made); `channel` (the way of the models) and
//! `calls` (what a witness shows of it). The sockets are in `live`.

mod claims;
mod core;
mod error;
mod item;
#[cfg(target_os = "linux")]
pub mod live;
mod makes;
mod objects;
mod protocol;
pub mod proxies;
mod proxy;
mod scalar;
pub mod server;
mod transport;

pub use claims::CLAIMS;
pub use core::CORE;
pub use error::{ProxyError, Refused};
pub use makes::Makes;
pub use objects::lock::Acquired;
pub use objects::registered::{Called, Exposed, Inside, Returned};
pub use protocol::{Caller, ClientId, ConnectionId, ObjectId, Owner, Request, TicketId};
pub use scalar::{Number, Scalar};
pub use transport::{NoTicket, Over, Transport};

/// What the macros of this crate use.
#[doc(hidden)]
pub mod __private {
    pub use crate::proxy::Proxy;
    pub use serde;
}

interleave::worlds! {
    #![real(target_os = "linux")]
    use handles as handles;
    pub mod calls;
    pub mod channel;
    pub mod one_call;
    pub mod increments;
    pub mod both_or_neither;
    pub mod ask_the_server;
    pub mod copies;
    pub mod last_one;
    pub mod empty_then_get;
    pub mod bounded_list;
    pub mod methods;
    pub mod scenarios;
    pub mod dead_owner;
}
