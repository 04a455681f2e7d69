//! A way straight into a server of this thread. What waits returns at once, and its answer
//! can be read later; a process can end whenever a test wants.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use manager::server::{Deadline, Dispatch, Kinds};
use manager::{
    ClientId, ConnectionId, Makes, NoTicket, ObjectId, Over, ProxyError, Refused, Request,
    Transport,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A list, seen by this way.
pub(crate) type ListProxy<T> = manager::proxies::ListProxy<T, Direct>;

struct Server {
    dispatch: Dispatch,
    connections: u64,
    /// Answers that came later.
    late: HashMap<ConnectionId, Vec<u8>>,
    deadlines: HashMap<ConnectionId, Deadline>,
}

thread_local! {
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
}

/// A process, with one connection.
#[derive(Clone, Debug)]
pub(crate) struct Direct {
    connection: ConnectionId,
    client: ClientId,
}

fn with<R>(run: impl FnOnce(&mut Server) -> R) -> R {
    SERVER.with_borrow_mut(|server| run(server.as_mut().expect("a process made it")))
}

impl Server {
    fn collect(&mut self) {
        let answers = self.dispatch.answers();
        self.late
            .extend(answers.map(|answer| (answer.to, answer.bytes)));
        let deadlines = self.dispatch.deadlines();
        self.deadlines
            .extend(deadlines.map(|deadline| (deadline.connection, deadline)));
    }
}

impl Direct {
    /// What a call that waits returns here.
    pub(crate) const WAITS: ProxyError = ProxyError::Gone { why: String::new() };

    /// A process of a new server. That of the last test is gone.
    pub(crate) fn of_new_server() -> Direct {
        let mut dispatch = Dispatch::new(Kinds::of_every_server());
        let client = dispatch.client();
        SERVER.set(Some(Server {
            dispatch,
            connections: 0,
            late: HashMap::new(),
            deadlines: HashMap::new(),
        }));
        let connection = ConnectionId(0);
        Direct { connection, client }
    }

    /// Another process of the same server.
    pub(crate) fn another(&self) -> Direct {
        with(|server| {
            server.connections += 1;
            Direct {
                connection: ConnectionId(server.connections),
                client: server.dispatch.client(),
            }
        })
    }

    /// The same object, seen from this process.
    pub(crate) fn of<P: Over<Direct>>(&self, proxy: &P) -> P {
        proxy.over(self.clone())
    }

    /// The answer to what waited, if it has come.
    pub(crate) fn late<R: DeserializeOwned>(&self) -> Option<Result<R, Refused>> {
        let answer = with(|server| server.late.remove(&self.connection))?;
        Some(postcard::from_bytes(&answer).expect("the answer is of this type"))
    }

    /// What waits has waited long enough. Returns how long that is; nothing if it waits for
    /// ever.
    pub(crate) fn time_is_over(&self) -> Option<Duration> {
        with(|server| {
            let deadline = server.deadlines.remove(&self.connection)?;
            server.dispatch.expire(deadline.connection, deadline.number);
            server.collect();
            Some(deadline.after)
        })
    }

    /// The connection ends before the last answer was read.
    pub(crate) fn loses_its_connection(&self) {
        with(|server| {
            server.dispatch.disconnect(self.connection, true);
            server.collect();
        });
    }

    /// The process ends.
    pub(crate) fn dies(&self, unread: bool) {
        with(|server| {
            server.dispatch.disconnect(self.connection, unread);
            server.dispatch.forget(self.client);
            server.collect();
        });
    }

    /// How many objects there are.
    pub(crate) fn objects(&self) -> usize {
        with(|server| server.dispatch.objects())
    }

    fn ask(&self, by: ConnectionId, request: &[u8]) -> Option<Vec<u8>> {
        with(|server| {
            server.dispatch.handle(by, self.client, request);
            server.collect();
            server.late.remove(&by)
        })
    }
}

impl Transport for Direct {
    type Ticket = NoTicket;

    fn call<A: Serialize + fmt::Debug + ?Sized, R: DeserializeOwned + fmt::Debug>(
        &self,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        let bytes = postcard::to_stdvec(&request(0)).expect("a request can be written");
        let bytes = postcard::to_extend(arguments, bytes).expect("so can an item");
        let answer = self.ask(self.connection, &bytes).ok_or(Direct::WAITS)?;
        let answer: Result<R, Refused> = postcard::from_bytes(&answer).expect("it is typed");
        Ok(answer?)
    }

    fn release(&self, object: ObjectId) {
        // By a connection of its own: what comes by the same one after a call says that the
        // answer was read.
        let by = ConnectionId(u64::MAX);
        let request = postcard::to_stdvec(&Request::Release(object));
        self.ask(by, &request.expect("a request can be written"));
    }

    fn server(&self) -> u64 {
        1
    }

    fn send(&self, _: ObjectId) -> Result<NoTicket, ProxyError> {
        Err(ProxyError::OtherServer)
    }

    fn receive(ticket: NoTicket) -> Result<(Self, ObjectId), ProxyError> {
        match ticket {}
    }
}

impl Makes for Direct {
    type Transport = Direct;

    fn transport(&self) -> &Direct {
        self
    }
}
