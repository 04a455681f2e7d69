//! A server without processes: the test says what its clients do, and when they end.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::fmt::Debug;

use manager::server::{Dispatch, Kinds};
use manager::{
    ClientId, ConnectionId, Makes, ObjectId, ProxyError, Refused, Request, TicketId, Transport,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A server, and what it has answered.
struct Server {
    dispatch: Dispatch,
    answers: HashMap<ConnectionId, VecDeque<Vec<u8>>>,
    /// The last time that was set for each connection.
    times: HashMap<ConnectionId, u64>,
    connections: u64,
}

thread_local! {
    /// Each test has a thread of its own, and so a server.
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
    /// Whether calls are made, or only their answers read.
    static READS: Cell<bool> = const { Cell::new(false) };
    /// Who receives what is sent.
    static RECEIVER: Cell<Option<Direct>> = const { Cell::new(None) };
}

fn server<R>(run: impl FnOnce(&mut Server) -> R) -> R {
    SERVER.with_borrow_mut(|server| run(server.as_mut().expect("the test has begun one")))
}

/// A client with one thread, and its way to the server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Direct {
    connection: ConnectionId,
    client: ClientId,
}

const WAITS: &str = "the call waits";

/// Begins a server, with clients.
pub(crate) fn clients<const N: usize>(kinds: Kinds) -> [Direct; N] {
    SERVER.set(Some(Server {
        dispatch: Dispatch::new(kinds),
        answers: HashMap::new(),
        times: HashMap::new(),
        connections: 0,
    }));
    [(); N].map(|()| Direct::new())
}

/// How many objects the server has.
pub(crate) fn objects() -> usize {
    server(|server| server.dispatch.objects())
}

impl Direct {
    fn new() -> Direct {
        server(|server| {
            server.connections += 1;
            Direct {
                connection: ConnectionId(server.connections),
                client: server.dispatch.client(),
            }
        })
    }

    /// Gives another client a proxy of the same object.
    pub(crate) fn gives<P: Serialize + DeserializeOwned>(self, proxy: &P, to: Direct) -> P {
        let message = postcard::to_stdvec(proxy).expect("a proxy can be sent");
        RECEIVER.set(Some(to));
        postcard::from_bytes(&message).expect("a proxy can be received")
    }

    /// Makes a call that waits.
    #[track_caller]
    pub(crate) fn waits<R: Debug>(self, call: impl FnOnce() -> Result<R, ProxyError>) {
        let why = WAITS.into();
        assert_eq!(call().expect_err("it waits"), ProxyError::Gone { why });
    }

    /// Reads the answer of a call that waited.
    #[track_caller]
    pub(crate) fn hears<R>(
        self,
        call: impl FnOnce() -> Result<R, ProxyError>,
    ) -> Result<R, ProxyError> {
        READS.set(true);
        let heard = call();
        READS.set(false);
        heard
    }

    /// Whether a call that waited still waits.
    pub(crate) fn still_waits(self) -> bool {
        server(|server| {
            server
                .answers
                .get(&self.connection)
                .is_none_or(VecDeque::is_empty)
        })
    }

    /// The time of the call that waits is over.
    pub(crate) fn expires(self) {
        let number = server(|server| server.times[&self.connection]);
        self.server(|dispatch| dispatch.expire(self.connection, number));
    }

    /// It is killed, after it has read all of its answers.
    pub(crate) fn dies(self) {
        self.ends(false);
    }

    /// It is killed before it can read its last answer.
    pub(crate) fn dies_before_it_reads(self) {
        self.ends(true);
    }

    fn ends(self, unread: bool) {
        self.server(|dispatch| {
            dispatch.disconnect(self.connection, unread);
            dispatch.forget(self.client);
        });
    }

    /// Does something with the server, and keeps what comes out.
    fn server(self, run: impl FnOnce(&mut Dispatch)) {
        server(|server| {
            run(&mut server.dispatch);
            for answer in server.dispatch.answers() {
                server
                    .answers
                    .entry(answer.to)
                    .or_default()
                    .push_back(answer.bytes);
            }
            for time in server.dispatch.deadlines() {
                server.times.insert(time.connection, time.number);
            }
        });
    }

    fn ask<A: Serialize + ?Sized>(self, request: &Request<'_>, arguments: &A) {
        let bytes = postcard::to_stdvec(request).expect("a request can be written");
        let bytes = postcard::to_extend(arguments, bytes).expect("so can its arguments");
        self.server(|dispatch| {
            dispatch.handle(self.connection, self.client, &bytes);
        });
    }

    fn answer<R: DeserializeOwned>(self) -> Result<R, ProxyError> {
        let answer = server(|server| {
            let answers = server.answers.entry(self.connection).or_default();
            answers.pop_front()
        });
        let Some(answer) = answer else {
            return Err(ProxyError::Gone { why: WAITS.into() });
        };
        let answer: Result<R, Refused> = postcard::from_bytes(&answer).expect("it fits");
        Ok(answer?)
    }
}

impl Transport for Direct {
    type Ticket = TicketId;

    fn call<A: Serialize + Debug + ?Sized, R: DeserializeOwned + Debug>(
        &self,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        if !READS.get() {
            self.ask(&request(0), arguments);
        }
        self.answer()
    }

    fn release(&self, object: ObjectId) {
        self.ask(&Request::Release(object), &());
    }

    fn server(&self) -> u64 {
        0
    }

    fn send(&self, object: ObjectId) -> Result<TicketId, ProxyError> {
        self.ask(&Request::Send(object), &());
        self.answer()
    }

    fn receive(ticket: TicketId) -> Result<(Self, ObjectId), ProxyError> {
        let me = RECEIVER.take().expect("somebody receives");
        me.ask(&Request::Receive(ticket), &());
        Ok((me, me.answer()?))
    }
}

impl Makes for Direct {
    type Transport = Direct;

    fn transport(&self) -> &Direct {
        self
    }
}
