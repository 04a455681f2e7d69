//! An event, in the server: a flag, and those who wait for it.

use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::error::{NOW, Patience};
use crate::protocol::{Caller, ClientId};
use crate::server::{Object, Then, Turn, Why, answer, wait};

/// What can be asked of an event.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum EventCall {
    Set,
    Clear,
    IsSet,
    /// Answers whether it was set in time.
    Wait(Patience),
}

/// A flag, and those who wait for it, in the order in which they came.
pub(crate) struct Event {
    is_set: bool,
    waiting: Vec<Caller>,
}

impl Object for Event {
    const KIND: &'static str = "Event";
    type Arguments = ();
    type Call = EventCall;

    fn make((): (), _: &mut Turn<'_>) -> Result<Self, Refused> {
        Ok(Event {
            is_set: false,
            waiting: Vec::new(),
        })
    }

    // ANCHOR: calls
    fn call(&mut self, call: EventCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        match call {
            EventCall::Set => {
                self.is_set = true;
                for caller in self.waiting.drain(..) {
                    turn.answer(caller, &Ok(true));
                }
                answer(())
            }
            EventCall::Clear => {
                self.is_set = false;
                answer(())
            }
            EventCall::Wait(patience) if !self.is_set && patience != NOW => {
                self.waiting.push(turn.caller());
                wait(patience)
            }
            EventCall::IsSet | EventCall::Wait(_) => answer(self.is_set),
        }
    }
    // ANCHOR_END: calls

    fn withdraw(&mut self, caller: Caller, why: Why, turn: &mut Turn<'_>) {
        self.waiting.retain(|waiter| *waiter != caller);
        if why == Why::Expired {
            turn.answer(caller, &Ok(false));
        }
    }

    fn forget(&mut self, client: ClientId, _: &mut Turn<'_>) {
        self.waiting.retain(|waiter| waiter.owner.client != client);
    }
}
