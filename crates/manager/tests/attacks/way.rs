//! A way to the server for proxies, over a connection that is made by hand.

use std::cell::RefCell;
use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use handles::live::AuthKey;
use manager::live::Address;
use manager::{Makes, ObjectId, ProxyError, Refused, Request, TicketId, Transport};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::raw::{Opened, Peer};

thread_local! {
    /// The requests that are written down, and not sent.
    static WRITTEN: RefCell<Option<Vec<Vec<u8>>>> = const { RefCell::new(None) };
}

/// A way to the server, over one connection.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    peer: Arc<Mutex<Peer>>,
    pub(crate) opened: Opened,
}

impl Way {
    pub(crate) fn open(address: &Address, key: &AuthKey) -> io::Result<Way> {
        let (peer, opened) = Peer::open(address, key)?;
        let peer = Arc::new(Mutex::new(peer));
        Ok(Way { peer, opened })
    }

    /// Its connection.
    pub(crate) fn peer(&self) -> MutexGuard<'_, Peer> {
        self.peer.lock().expect("nobody panics with it")
    }

    fn ask<A: Serialize + ?Sized, R: DeserializeOwned>(
        &self,
        request: &Request<'_>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        let request = bytes(request, arguments);
        let gone = |why: String| ProxyError::Gone { why };
        let is_written = WRITTEN.with_borrow_mut(|written| match written {
            Some(written) => {
                written.push(request.clone());
                true
            }
            None => false,
        });
        if is_written {
            return Err(gone("it was only written down".into()));
        }
        let answer = self.peer().ask(&request);
        let answer = answer.map_err(|error| gone(error.to_string()))?;
        Ok(answered(&answer)?)
    }
}

/// A request as bytes.
pub(crate) fn bytes<A: Serialize + ?Sized>(request: &Request<'_>, arguments: &A) -> Vec<u8> {
    let bytes = postcard::to_stdvec(request).expect("a request can be written");
    postcard::to_extend(arguments, bytes).expect("so can its arguments")
}

/// The bytes of the one request that these calls would send. Nothing is sent.
pub(crate) fn request_of<R: Debug>(call: impl FnOnce() -> Result<R, ProxyError>) -> Vec<u8> {
    WRITTEN.set(Some(Vec::new()));
    call().expect_err("nothing is sent");
    let mut written = WRITTEN.take().expect("it was set");
    assert_eq!(written.len(), 1, "one request");
    written.remove(0)
}

/// The answer that these bytes are.
pub(crate) fn answered<R: DeserializeOwned>(answer: &[u8]) -> Result<R, Refused> {
    postcard::from_bytes::<Result<R, Refused>>(answer).expect("it is such an answer")
}

impl Transport for Way {
    type Ticket = TicketId;

    fn call<A: Serialize + Debug + ?Sized, R: DeserializeOwned + Debug>(
        &self,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        self.ask(&request(1), arguments)
    }

    /// The objects of a test stay as long as its connection.
    fn release(&self, _: ObjectId) {}

    fn server(&self) -> u64 {
        self.opened.server
    }

    fn send(&self, object: ObjectId) -> Result<TicketId, ProxyError> {
        self.ask(&Request::Send(object), &())
    }

    fn receive(_: TicketId) -> Result<(Way, ObjectId), ProxyError> {
        unreachable!("proxies are not received here")
    }
}

impl Makes for Way {
    type Transport = Way;

    fn transport(&self) -> &Way {
        self
    }
}
