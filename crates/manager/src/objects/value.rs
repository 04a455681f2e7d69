//! A typed number, in the server.

use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::scalar::Number;
use crate::server::{Object, Then, Turn, answer};

/// What can be asked of a value.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum ValueCall {
    Get,
    Set(Number),
    /// Adds, and answers what was there before.
    FetchAdd(Number),
    /// Puts in the second, if the first is there; answers what was there before.
    CompareExchange(Number, Number),
}

/// A number of one type.
pub(crate) struct Value(Number);

impl Object for Value {
    const KIND: &'static str = "Value";
    type Arguments = Number;
    type Call = ValueCall;

    fn make(number: Number, _: &mut Turn<'_>) -> Result<Self, Refused> {
        Ok(Value(number))
    }

    fn effect(&self, call: &ValueCall) -> Effect {
        match call {
            ValueCall::Get => Effect::Reads,
            ValueCall::Set(_) => Effect::Writes,
            ValueCall::CompareExchange(expected, _) if *expected != self.0 => Effect::Reads,
            ValueCall::FetchAdd(_) | ValueCall::CompareExchange(..) => Effect::Updates,
        }
    }

    // ANCHOR: calls
    fn call(&mut self, call: ValueCall, _: &mut Turn<'_>) -> Result<Then, Refused> {
        let Value(number) = self;
        let before = *number;
        match call {
            ValueCall::Get => {}
            ValueCall::Set(new) => {
                *number = before.same_type(new)?;
                return answer(());
            }
            ValueCall::FetchAdd(more) => *number = before.plus(more)?,
            ValueCall::CompareExchange(expected, new) => {
                if before == before.same_type(expected)? {
                    *number = before.same_type(new)?;
                }
            }
        }
        answer(before)
    }
    // ANCHOR_END: calls
}
