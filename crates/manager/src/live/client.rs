//! A process, as a server knows it: its connections, and what a fork does to them.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use handles::live::AuthKey;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ProxyError;
use crate::protocol::{decode, encode};
use crate::transport::Answered;
use crate::{ObjectId, Request, TicketId, Transport};

use super::address::Address;
use super::connection::Connection;
use super::error::ManagerError;
use super::frame::{DEFAULT_LIMIT, FrameError};
use super::manager::Running;
use super::opening::{Opening, Token};
use super::registry;
use super::ticket::Ticket;

/// The way of this process to a server. A clone is the same one.
///
/// Each thread that calls has a connection for the time of its call; they are kept, and
/// used again. The server takes all of them for one process.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

/// What all clones have in common.
pub(super) struct Inner {
    pub(super) address: Address,
    pub(super) key: AuthKey,
    /// Which server it is.
    pub(super) server: u64,
    limit: u32,
    /// The server's process, if it was started here: it ends when nobody uses it.
    running: OnceLock<Arc<Running>>,
    state: Mutex<State>,
}

struct State {
    token: Token,
    /// Connections that nobody uses now.
    idle: Vec<Connection>,
    /// References that are gone, and of which the server has not been told.
    released: Vec<ObjectId>,
    /// What a child that is about to be forked will have.
    childs: Option<(Connection, Token)>,
    /// Why there is no way any more.
    broken: Option<String>,
}

thread_local! {
    static THREAD: Cell<u64> = const { Cell::new(0) };
}

/// The number of this thread: no other one of this process ever has it.
fn this_thread() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let known = THREAD.get();
    if known != 0 {
        return known;
    }
    // Relaxed: whoever gets a number gets it alone; nothing else hangs on it.
    let number = LAST.fetch_add(1, Relaxed) + 1;
    THREAD.set(number);
    number
}

impl Client {
    /// Connects to the server at this address.
    ///
    /// # Errors
    ///
    /// [`ManagerError::Socket`] when there is none, [`ManagerError::Handshake`] when one of
    /// both has another key, [`ManagerError::OtherUser`] when it belongs to somebody else.
    pub fn connect(address: &Address, key: &AuthKey) -> Result<Client, ManagerError> {
        let (connection, opened) = Connection::open(address, key, Opening::First)?;
        let client = Client(Arc::new(Inner {
            address: address.clone(),
            key: key.clone(),
            server: opened.server,
            limit: DEFAULT_LIMIT,
            running: OnceLock::new(),
            state: Mutex::new(State {
                token: opened.token,
                idle: vec![connection],
                released: Vec::new(),
                childs: None,
                broken: None,
            }),
        }));
        registry::add(&client.0);
        Ok(client)
    }

    /// The address of the server.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// Keeps the server's process as long as this way is used.
    pub(super) fn keeps(&self, running: Arc<Running>) {
        let kept = self.0.running.set(running);
        debug_assert!(kept.is_ok(), "a server is started once");
    }

    pub(super) fn server_id(&self) -> u64 {
        self.0.server
    }

    pub(super) fn from_inner(inner: Arc<Inner>) -> Client {
        Client(inner)
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        // What is done under it does not panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection for one call: one that nobody uses, or a new one.
    fn take(&self) -> Result<Connection, ProxyError> {
        let mut state = self.state();
        if let Some(why) = &state.broken {
            return Err(ProxyError::Gone { why: why.clone() });
        }
        let released = std::mem::take(&mut state.released);
        let token = state.token;
        let idle = state.idle.pop();
        drop(state);
        let mut connection = match idle {
            Some(connection) => connection,
            None => {
                let opened = Connection::open(&self.address, &self.key, Opening::Another(token));
                opened.map_err(|error| error.as_gone())?.0
            }
        };
        for object in released {
            connection.release(object);
        }
        Ok(connection)
    }

    fn put_back(&self, connection: Connection) {
        self.state().idle.push(connection);
    }

    /// Says that a reference is gone, if that can be done without waiting.
    fn release(&self, object: ObjectId) {
        let mut state = self.state();
        let Some(mut connection) = state.idle.pop() else {
            state.released.push(object);
            return;
        };
        connection.release(object);
        // With the server its objects are gone.
        if connection.tell().is_ok() {
            state.idle.push(connection);
        }
    }

    /// Closes all connections: the server forgets this process.
    pub(super) fn give_up(&self) {
        let mut state = self.state();
        state.idle.clear();
        state.broken = Some("this process is itself a server".into());
    }

    /// Before a fork: a connection for the child, which has the same references from the
    /// beginning.
    pub(super) fn before_fork(&self) {
        let mut state = self.state();
        if state.broken.is_some() {
            return;
        }
        let opening = Opening::ForkOf(state.token);
        match Connection::open(&self.address, &self.key, opening) {
            Ok((connection, opened)) => state.childs = Some((connection, opened.token)),
            Err(_) => state.childs = None,
        }
    }

    /// In the parent: the connection is the child's.
    pub(super) fn in_parent(&self) {
        let childs = self.state().childs.take();
        drop(childs);
    }

    /// In the child: the connections are the parent's.
    pub(super) fn in_child(&self) {
        let mut state = self.state();
        state.idle.clear();
        state.released.clear();
        match state.childs.take() {
            Some((connection, token)) => {
                state.token = token;
                state.idle.push(connection);
            }
            None if state.broken.is_none() => {
                state.broken = Some("it could not be reached when this process was forked".into());
            }
            None => {}
        }
    }
}

impl Transport for Client {
    type Ticket = Ticket;

    fn call<A: Serialize + ?Sized, R: DeserializeOwned>(
        &self,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        let mut connection = self.0.take()?;
        let written = connection.write(self.0.limit, |bytes| {
            encode(&request(this_thread()), bytes)?;
            Ok::<_, NotWritten>(encode(arguments, bytes)?)
        });
        if let Err(error) = written {
            self.0.put_back(connection);
            return Err(error.told(std::any::type_name::<A>()));
        }
        match connection.exchange(decode::<Answered<R>>) {
            Ok(answer) => {
                self.0.put_back(connection);
                Ok(answer??)
            }
            Err(ended) => Err(ProxyError::Gone {
                why: ended.to_string(),
            }),
        }
    }

    fn release(&self, object: ObjectId) {
        self.0.release(object);
    }

    fn server(&self) -> u64 {
        self.0.server
    }

    fn send(&self, object: ObjectId) -> Result<Ticket, ProxyError> {
        let ticket: TicketId = self.call(|_| Request::Send(object), &())?;
        Ok(Ticket::new(&self.0, ticket))
    }

    fn receive(ticket: Ticket) -> Result<(Client, ObjectId), ProxyError> {
        let (client, ticket) = ticket.client()?;
        let object = client.call(move |_| Request::Receive(ticket), &())?;
        Ok((client, object))
    }
}

/// Why a request was not written.
enum NotWritten {
    Format(postcard::Error),
    Frame(FrameError),
}

impl From<postcard::Error> for NotWritten {
    fn from(error: postcard::Error) -> Self {
        NotWritten::Format(error)
    }
}

impl From<FrameError> for NotWritten {
    fn from(error: FrameError) -> Self {
        NotWritten::Frame(error)
    }
}

impl NotWritten {
    fn told(self, object: &'static str) -> ProxyError {
        match self {
            NotWritten::Format(error) => ProxyError::NotSerializable {
                object,
                why: error.to_string(),
            },
            NotWritten::Frame(FrameError { length, limit }) => ProxyError::TooLong {
                length,
                most: limit as usize,
            },
        }
    }
}

/// The key is not shown.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", &self.0.address)
            .finish_non_exhaustive()
    }
}
