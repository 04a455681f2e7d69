//! The way from a proxy to its server and back.

use std::fmt::Debug;
use std::panic::Location;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::protocol::{ObjectId, Request};
use crate::{ProxyError, Refused};

// ANCHOR: transport
/// The way from a proxy to its server and back: a channel in a model, a socket in a
/// program that runs.
pub trait Transport: Clone + Send + Sync + 'static {
    /// What stands for a reference in a message to another process.
    type Ticket: Serialize + DeserializeOwned;

    /// Sends a request, and waits for the answer.
    ///
    /// # Synchronization
    ///
    /// All that the caller did → what the server does with the request → the return.
    ///
    /// # Errors
    ///
    /// Whatever the server refuses; [`ProxyError::Gone`] when there is none any more.
    #[track_caller]
    fn call<A: Serialize + Debug + ?Sized, R: DeserializeOwned + Debug>(
        &self,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError>;

    /// Lets the calls of a function count as made on this line: where a guard was made,
    /// say, when it is dropped. Only models show lines.
    fn at<T>(_place: &'static Location<'static>, run: impl FnOnce() -> T) -> T {
        run()
    }

    /// Says that one reference to an object is gone. Nobody waits for an answer.
    fn release(&self, object: ObjectId);

    /// Which server it leads to.
    fn server(&self) -> u64;

    /// Sends a reference to another process.
    ///
    /// # Errors
    ///
    /// As [`call`](Transport::call).
    fn send(&self, object: ObjectId) -> Result<Self::Ticket, ProxyError>;

    /// Receives a reference that another process has sent.
    ///
    /// # Errors
    ///
    /// As [`call`](Transport::call).
    fn receive(ticket: Self::Ticket) -> Result<(Self, ObjectId), ProxyError>;
}
// ANCHOR_END: transport

/// The ticket of a transport that leads to no other process: there is none.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum NoTicket {}

/// What an answer is.
pub(crate) type Answered<R> = Result<R, Refused>;

/// A proxy that can be used over another way to the same server.
pub trait Over<C: Transport>: Sized {
    /// The way that it uses.
    fn transport(&self) -> &C;

    /// The same object by this way.
    #[must_use]
    fn over(&self, transport: C) -> Self;
}
