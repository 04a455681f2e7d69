//! What an object of a server must do.

use std::any::Any;

use interleave::Effect;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Patience;
use crate::protocol::{Caller, ClientId, encode};
use crate::transport::Answered;
use crate::{ProxyError, Refused};

use super::turn::Turn;

// ANCHOR: object
/// An object of a server. It is called by one caller at a time.
pub(crate) trait Object: Sized + 'static {
    /// What it is, as proxies call it.
    const KIND: &'static str;

    /// What it is made from.
    type Arguments: DeserializeOwned;

    /// What can be asked of it.
    type Call: DeserializeOwned;

    /// Makes one.
    fn make(arguments: Self::Arguments, turn: &mut Turn<'_>) -> Result<Self, Refused>;

    /// Does what it is asked, and answers; or keeps the caller waiting, and answers later,
    /// with [`Turn::answer`].
    fn call(&mut self, call: Self::Call, turn: &mut Turn<'_>) -> Result<Then, Refused>;

    /// What the call will do to the object as it is now. Nothing depends on it but what is
    /// said of a program that goes wrong.
    fn effect(&self, _call: &Self::Call) -> Effect {
        Effect::Unknown
    }

    /// A caller that waits here waits no longer.
    fn withdraw(&mut self, _caller: Caller, _why: Why, _turn: &mut Turn<'_>) {}

    /// The caller was given something, and ended before it could read that.
    fn take_back(&mut self, _caller: Caller, _answer: &[u8], _turn: &mut Turn<'_>) {}

    /// This process has ended.
    fn forget(&mut self, _client: ClientId, _turn: &mut Turn<'_>) {}
}
// ANCHOR_END: object

/// What becomes of a call.
#[derive(Debug)]
pub(crate) enum Then {
    /// It is answered with these bytes.
    Answer(Vec<u8>),
    /// It is answered with these bytes, which give something away: an item, a lock. If
    /// they are never read, it is taken back.
    HandOver(Vec<u8>),
    /// It waits for so long.
    Wait(Patience),
    /// Another object has answered it, or lets it wait.
    Settled,
}

/// Why a caller waits no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its time is over. It must be answered.
    Expired,
    /// It is gone.
    Gone,
}

/// Answers with this value.
pub(crate) fn answer<R: Serialize>(value: R) -> Result<Then, Refused> {
    written(&Ok(value)).map(Then::Answer)
}

/// Answers with this value, which gives something away.
pub(crate) fn hand_over<R: Serialize>(value: R) -> Result<Then, Refused> {
    written(&Ok(value)).map(Then::HandOver)
}

/// What was handed over with this answer.
pub(crate) fn handed<R: DeserializeOwned>(answer: &[u8]) -> Option<R> {
    read::<Answered<R>>(answer).ok()?.ok()
}

/// Lets the caller wait for so long.
pub(crate) fn wait(patience: Patience) -> Result<Then, Refused> {
    Ok(Then::Wait(patience))
}

/// An answer as bytes.
pub(super) fn written<R: Serialize>(answer: &Answered<R>) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    match encode(answer, &mut bytes) {
        Ok(()) => Ok(bytes),
        // The answers of our own objects can all be written; a registered one may be odd.
        Err(_) => Err(Refused::AnswerTooLong),
    }
}

/// An object whose type is not known here.
pub(crate) trait Held {
    fn kind(&self) -> &'static str;
    fn call(&mut self, call: &[u8], turn: &mut Turn<'_>) -> Result<Then, Refused>;
    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>);
    fn take_back(&mut self, caller: Caller, answer: &[u8], turn: &mut Turn<'_>);
    fn forget(&mut self, client: ClientId, turn: &mut Turn<'_>);
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<O: Object> Held for O {
    fn kind(&self) -> &'static str {
        O::KIND
    }

    fn call(&mut self, call: &[u8], turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let call = read(call).map_err(|_| Refused::BadCall {
            kind: O::KIND.into(),
        })?;
        if let Some(did) = &mut turn.out.did {
            did.effect = Some(self.effect(&call));
        }
        Object::call(self, call, turn)
    }

    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>) {
        Object::withdraw(self, caller, why, turn);
    }

    fn take_back(&mut self, caller: Caller, answer: &[u8], turn: &mut Turn<'_>) {
        Object::take_back(self, caller, answer, turn);
    }

    fn forget(&mut self, client: ClientId, turn: &mut Turn<'_>) {
        Object::forget(self, client, turn);
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// The arguments that these bytes are.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProxyError> {
    crate::protocol::decode(bytes)
}
