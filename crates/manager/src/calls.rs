//! What a witness shows of a server: one row for each call, when the server does it.
//!
//! The messages to and fro are folded away. The server says what it has done, in the words
//! that the caller sent along. In a real program there is nothing of this.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;

use super::sync::{Effect, Remote, Who, tell, who};
use crate::protocol::decode;
use crate::server::{Answer, Did};
use crate::transport::Answered;
use crate::{ConnectionId, ObjectId};

/// A call, in the words of its caller.
#[derive(Debug)]
pub(crate) struct Asked {
    who: Who,
    words: String,
    answer: fn(&[u8]) -> String,
}

impl Asked {
    /// This process asks this, at this line, and expects such an answer.
    #[track_caller]
    pub(crate) fn new<A: Debug + ?Sized, R: DeserializeOwned + Debug>(call: &A) -> Asked {
        Asked {
            who: who(),
            words: format!("{call:?}"),
            answer: says::<R>,
        }
    }

    /// Who asks, and where.
    pub(crate) fn who(&self) -> Who {
        self.who
    }
}

/// What an answer says, to follow the words of the call.
fn says<R: DeserializeOwned + Debug>(answer: &[u8]) -> String {
    match decode::<Answered<R>>(answer) {
        // Nothing but that it is done.
        Ok(Ok(value)) if format!("{value:?}") == "()" => String::new(),
        Ok(Ok(value)) => format!(" \u{2192} {value:?}"),
        Ok(Err(refused)) => format!(" \u{2192} refused: {refused}"),
        Err(garbled) => format!(" \u{2192} {garbled}"),
    }
}

/// The objects of a server, and the calls that it has not answered yet.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    objects: BTreeMap<ObjectId, Remote>,
    open: BTreeMap<ConnectionId, (Asked, ObjectId, Effect)>,
    /// By which it learns that a process has ended.
    socket: Option<Remote>,
}

impl Calls {
    /// The server has done what it was asked by this way, and this to an object.
    pub(crate) fn done(&mut self, from: ConnectionId, asked: Asked, did: Option<Did>) {
        let Some(Did {
            object,
            kind,
            effect,
        }) = did
        else {
            return;
        };
        let remote = self.objects.entry(object);
        remote.or_insert_with(|| Remote::new(kind));
        // To make an object has no row: nobody else knows it yet.
        if let Some(effect) = effect {
            self.open.insert(from, (asked, object, effect));
        }
    }

    /// Tells that it has learned that this process has ended.
    pub(crate) fn ended(&mut self, who: Who) {
        let socket = self.socket.get_or_insert_with(|| Remote::new("socket"));
        tell(who, socket, Effect::Unknown, || "closed".to_owned());
    }

    /// Tells of the call that came by this way, if it was one: it has its answer among
    /// these, or must wait. Then of those who waited, and have theirs now.
    pub(crate) fn tell(&mut self, from: Option<ConnectionId>, answers: &[Answer]) {
        let is_mine = |answer: &&Answer| Some(answer.to) == from;
        let waits = |from: &ConnectionId| !answers.iter().any(|answer| answer.to == *from);
        if let Some((asked, object, _)) = from.filter(waits).and_then(|from| self.open.get(&from)) {
            let words = || format!("{} waits", asked.words);
            tell(asked.who, &self.objects[object], Effect::Waits, words);
        }
        let mine = answers.iter().filter(is_mine);
        let others = answers.iter().filter(|answer| !is_mine(answer));
        for answer in mine.chain(others) {
            if let Some((asked, object, effect)) = self.open.remove(&answer.to) {
                let words = || format!("{}{}", asked.words, (asked.answer)(&answer.bytes));
                tell(asked.who, &self.objects[&object], effect, words);
            }
        }
    }
}
