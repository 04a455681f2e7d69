//! The server itself: who calls what, and who is answered.

use std::rc::{Rc, Weak};
use std::time::Duration;

use interleave::Effect;

use crate::Refused;
use crate::protocol::{Caller, ClientId, ConnectionId, ObjectId, Owner, Request, TicketId};

use super::kinds::Kinds;
use super::object::{Why, written};
use super::state::{Client, State, Ticket};
use super::turn::{Out, Turn};

/// An answer, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Where it goes.
    pub to: ConnectionId,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// When a call waits no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Whose call.
    pub connection: ConnectionId,
    /// Which of its calls.
    pub number: u64,
    /// How long after the call.
    pub after: Duration,
}

/// What the last request did, for those who watch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Did {
    pub(crate) object: ObjectId,
    /// What the object is.
    pub(crate) kind: &'static str,
    /// What a call did to it; nothing if it was made.
    pub(crate) effect: Option<Effect>,
}

// ANCHOR: dispatch
/// A server without its sockets. It takes one request after the other, and each to its end:
/// so one call is one step, for everybody.
#[derive(Debug)]
pub struct Dispatch {
    kinds: Kinds,
    state: State,
    out: Out,
}
// ANCHOR_END: dispatch

impl Dispatch {
    /// A server that can make these.
    #[must_use]
    pub fn new(kinds: Kinds) -> Self {
        Dispatch {
            kinds,
            state: State::default(),
            out: Out::default(),
        }
    }

    /// A process begins to call. It has no references yet.
    pub fn client(&mut self) -> ClientId {
        let client = ClientId(self.state.number());
        self.state.clients.insert(client, Client::default());
        client
    }

    /// A process begins to call that is a fork of another one: it has the same references.
    pub fn fork_of(&mut self, parent: ClientId) -> ClientId {
        let client = self.client();
        if let Some(parent) = self.state.clients.get(&parent) {
            let references = parent.references.clone();
            self.state.clients.insert(client, Client { references });
        }
        client
    }

    // ANCHOR: handle
    /// Does what a request asks. What is to be answered, now or to those who waited, is in
    /// [`answers`](Dispatch::answers) afterwards. Returns whether the request will ever be
    /// answered.
    pub fn handle(&mut self, connection: ConnectionId, client: ClientId, request: &[u8]) -> bool {
        // Who asks again has read the last answer.
        if !self.state.handed.is_empty() {
            self.state.handed.remove(&connection);
        }
        self.out.did = None;
        let done = match postcard::take_from_bytes(request) {
            Ok((request, arguments)) => self.ask(connection, client, request, arguments),
            Err(_) => Err(Refused::BadCall {
                kind: "request".into(),
            }),
        };
        match done {
            Ok(answered) => answered,
            Err(refused) => {
                if let Some(did) = &mut self.out.did {
                    did.effect = did.effect.map(|_| Effect::Unknown);
                }
                self.refuse(connection, client, refused);
                true
            }
        }
    }
    // ANCHOR_END: handle

    fn refuse(&mut self, connection: ConnectionId, client: ClientId, refused: Refused) {
        let refused = written::<()>(&Err(refused)).expect("a refusal can be written");
        self.turn(connection, client, 0).send(connection, refused);
    }

    fn ask(
        &mut self,
        connection: ConnectionId,
        client: ClientId,
        request: Request<'_>,
        arguments: &[u8],
    ) -> Result<bool, Refused> {
        match request {
            Request::Call { thread, object } => {
                self.call(connection, client, thread, object, arguments)?;
            }
            Request::Make { thread, kind } => {
                let make = self.kinds.make(kind)?;
                let object = make(arguments, &mut self.turn(connection, client, thread))?;
                let reference = self.state.add(object);
                self.state.lend(client, &reference);
                self.out.did = Some(Did {
                    object: reference.id,
                    kind: reference.kind(),
                    effect: None,
                });
                self.reply(connection, &reference.id)?;
            }
            Request::Release(object) => {
                drop(self.state.release(client, object));
                return Ok(false);
            }
            Request::Send(object) => {
                let reference = self.state.find(object)?;
                let ticket = TicketId(self.state.number());
                let from = client;
                self.state
                    .tickets
                    .insert(ticket, Ticket { from, reference });
                self.reply(connection, &ticket)?;
            }
            Request::Receive(ticket) => {
                let ticket = self.state.tickets.remove(&ticket);
                let ticket = ticket.ok_or(Refused::NoSuchTicket)?;
                self.state.lend(client, &ticket.reference);
                self.reply(connection, &ticket.reference.id)?;
            }
        }
        Ok(true)
    }

    // ANCHOR: call
    fn call(
        &mut self,
        connection: ConnectionId,
        client: ClientId,
        thread: u64,
        object: ObjectId,
        call: &[u8],
    ) -> Result<(), Refused> {
        let entry = self.state.find(object)?;
        self.out.did = Some(Did {
            object,
            kind: entry.kind(),
            effect: Some(Effect::Unknown),
        });
        let mut turn = self.turn(connection, client, thread);
        turn.here = Some(Rc::clone(&entry));
        let then = entry.object.borrow_mut().call(call, &mut turn)?;
        turn.settle(then);
        Ok(())
    }
    // ANCHOR_END: call

    fn reply<R: serde::Serialize>(&mut self, to: ConnectionId, value: &R) -> Result<(), Refused> {
        let bytes = written(&Ok(value))?;
        self.out.answers.push_back(Answer { to, bytes });
        Ok(())
    }

    fn turn(&mut self, connection: ConnectionId, client: ClientId, thread: u64) -> Turn<'_> {
        let owner = Owner { client, thread };
        Turn {
            caller: Caller { connection, owner },
            state: &mut self.state,
            out: &mut self.out,
            here: None,
        }
    }

    /// What the last request did, if it was a call or made an object.
    pub(crate) fn did(&self) -> Option<Did> {
        self.out.did
    }

    /// The answers that are to be sent, in this order.
    pub fn answers(&mut self) -> std::collections::vec_deque::Drain<'_, Answer> {
        self.out.answers.drain(..)
    }

    /// The next answer that is to be sent.
    pub fn answer(&mut self) -> Option<Answer> {
        self.out.answers.pop_front()
    }

    /// When to call [`expire`](Dispatch::expire).
    pub fn deadlines(&mut self) -> std::vec::Drain<'_, Deadline> {
        self.out.deadlines.drain(..)
    }

    /// The time of a call that waits is over. One that was answered meanwhile is not
    /// disturbed.
    pub fn expire(&mut self, connection: ConnectionId, number: u64) {
        let waits = self.state.parked.get(&connection);
        if waits.is_some_and(|parked| parked.number == number) {
            self.withdraw(connection, Why::Expired);
        }
    }

    /// A connection is gone. `unread` says that its last answer was never read: what was
    /// given away by it is taken back.
    pub fn disconnect(&mut self, connection: ConnectionId, unread: bool) {
        self.withdraw(connection, Why::Gone);
        if unread {
            self.take_back(connection);
        }
        self.state.handed.remove(&connection);
    }

    /// The last answer of a connection cannot be sent: what was given away by it is taken
    /// back.
    pub fn take_back(&mut self, connection: ConnectionId) {
        if let Some(handed) = self.state.handed.remove(&connection) {
            let (caller, by) = (handed.caller, handed.by);
            let mut turn = self.turn(connection, caller.owner.client, caller.owner.thread);
            turn.here = Some(Rc::clone(&by));
            let mut object = by.object.borrow_mut();
            object.take_back(caller, &handed.answer, &mut turn);
        }
    }

    fn withdraw(&mut self, connection: ConnectionId, why: Why) {
        let Some(parked) = self.state.parked.remove(&connection) else {
            return;
        };
        let (caller, at) = (parked.caller, parked.at);
        let mut turn = self.turn(connection, caller.owner.client, caller.owner.thread);
        turn.here = Some(Rc::clone(&at));
        let mut object = at.object.borrow_mut();
        object.withdraw(caller, why, &mut turn);
    }

    /// A process has ended: its locks go to the next who wait, its references and what it
    /// had on its way are dropped.
    pub fn forget(&mut self, client: ClientId) {
        let objects = self.state.objects.values();
        let objects: Vec<_> = objects.filter_map(Weak::upgrade).collect();
        for entry in objects {
            let mut turn = self.turn(ConnectionId(0), client, 0);
            turn.here = Some(Rc::clone(&entry));
            entry.object.borrow_mut().forget(client, &mut turn);
        }
        // Dropped one after the other, when nothing is borrowed.
        let gone = self.state.clients.remove(&client);
        let left = self
            .state
            .tickets
            .extract_if(|_, ticket| ticket.from == client);
        let left: Vec<_> = left.collect();
        drop((gone, left));
    }

    /// How many objects there are.
    #[must_use]
    pub fn objects(&self) -> usize {
        let objects = self.state.objects.values();
        objects.filter(|entry| entry.strong_count() > 0).count()
    }
}
