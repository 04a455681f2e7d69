//! A turn: what an object may do while it is called.

use std::collections::VecDeque;
use std::rc::Rc;

use serde::Serialize;

use crate::Refused;
use crate::error::Patience;
use crate::item::Item;
use crate::protocol::{Caller, ConnectionId, ObjectId};
use crate::transport::Answered;

use super::dispatch::{Answer, Deadline, Did};
use super::entry::{Reference, Stored};
use super::object::{Held, Object, Then, written};
use super::state::{Handed, Parked, State};

/// What comes out of a turn.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub(super) answers: VecDeque<Answer>,
    pub(super) deadlines: Vec<Deadline>,
    pub(super) did: Option<Did>,
}

/// One call, and what an object may do while it lasts.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pub(super) caller: Caller,
    pub(super) state: &'a mut State,
    pub(super) out: &'a mut Out,
    /// The object at which callers are parked, and which hands over; none while one is
    /// being made.
    pub(super) here: Option<Reference>,
}

impl Turn<'_> {
    /// Who calls.
    pub(crate) fn caller(&self) -> Caller {
        self.caller
    }

    /// Keeps an item that came with the call.
    pub(crate) fn store(&self, item: Item) -> Result<Stored, Refused> {
        let references = item
            .references
            .iter()
            .map(|object| self.state.find(*object));
        Ok(Stored {
            references: references.collect::<Result<_, _>>()?,
            bytes: item.bytes.into(),
        })
    }

    /// Keeps items that came with the call.
    pub(crate) fn store_all<L: FromIterator<Stored>>(
        &self,
        items: impl IntoIterator<Item = Item>,
    ) -> Result<L, Refused> {
        items.into_iter().map(|item| self.store(item)).collect()
    }

    /// Counts the references of an item that is about to be sent to this caller.
    pub(crate) fn lend(&mut self, to: Caller, item: &Stored) {
        for reference in &item.references {
            self.state.lend(to.owner.client, reference);
        }
    }

    /// Keeps an item again that was handed over to this caller and never read.
    pub(crate) fn restore(&mut self, from: Caller, item: Item) -> Result<Stored, Refused> {
        let item = self.store(item)?;
        for reference in &item.references {
            // The item keeps the object, so that it does not go now, in the middle of a call.
            drop(self.state.release(from.owner.client, reference.id));
        }
        Ok(item)
    }

    /// Makes an object of this one's own.
    pub(crate) fn add<O: Object>(&mut self, object: O) -> Reference {
        self.state.add(Box::new(object))
    }

    /// Another object, such as the lock of a condition.
    pub(crate) fn find(&self, object: ObjectId) -> Result<Reference, Refused> {
        self.state.find(object)
    }

    /// Runs something with another object, if it is of this type: who is parked meanwhile
    /// is parked there.
    pub(crate) fn at<O: Object, R>(
        &mut self,
        other: &Reference,
        run: impl FnOnce(&mut O, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let mut object = other.object.borrow_mut();
        let object = Held::as_any(&mut **object).downcast_mut::<O>()?;
        let mut turn = Turn {
            caller: self.caller,
            state: self.state,
            out: self.out,
            here: Some(Rc::clone(other)),
        };
        Some(run(object, &mut turn))
    }

    /// Passes the call on to another object, which answers it or lets it wait.
    pub(crate) fn pass_on<O: Object>(
        &mut self,
        other: &Reference,
        call: O::Call,
    ) -> Option<Result<Then, Refused>> {
        self.at(other, |object: &mut O, turn| {
            let then = object.call(call, turn)?;
            turn.settle(then);
            Ok(Then::Settled)
        })
    }

    /// Does with the caller what its call came to.
    pub(super) fn settle(&mut self, then: Then) {
        match then {
            Then::Answer(bytes) => self.send(self.caller.connection, bytes),
            Then::HandOver(bytes) => self.hand(self.caller, bytes),
            Then::Wait(patience) => self.park(self.caller, patience),
            Then::Settled => {}
        }
    }

    /// Lets a caller wait here, for so long.
    pub(crate) fn park(&mut self, caller: Caller, patience: Patience) {
        let at = self
            .here
            .clone()
            .expect("nobody waits at what is being made");
        let number = self.state.number();
        let parked = Parked { caller, at, number };
        self.state.parked.insert(caller.connection, parked);
        if let Some(after) = patience {
            self.out.deadlines.push(Deadline {
                connection: caller.connection,
                number,
                after,
            });
        }
    }

    /// Answers a caller that waits.
    pub(crate) fn answer<R: Serialize>(&mut self, caller: Caller, answer: &Answered<R>) {
        let bytes = written(answer).or_else(|refused| written::<()>(&Err(refused)));
        let bytes = bytes.expect("a refusal can be written");
        self.state.parked.remove(&caller.connection);
        self.send(caller.connection, bytes);
    }

    /// Answers a caller that waits, and gives something away.
    pub(crate) fn hand_over<R: Serialize>(&mut self, caller: Caller, value: R) {
        let bytes = written(&Ok(value)).expect("what objects hand over can be written");
        self.state.parked.remove(&caller.connection);
        self.hand(caller, bytes);
    }

    pub(super) fn hand(&mut self, caller: Caller, bytes: Vec<u8>) {
        let by = self
            .here
            .clone()
            .expect("what is being made gives nothing away");
        let answer = bytes.clone();
        let handed = Handed { caller, by, answer };
        self.state.handed.insert(caller.connection, handed);
        self.send(caller.connection, bytes);
    }

    pub(super) fn send(&mut self, to: ConnectionId, bytes: Vec<u8>) {
        self.out.answers.push_back(Answer { to, bytes });
    }
}
