//! An array of numbers of one type, in the server. Its length never changes.

use std::ops::Range;

use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::scalar::Number;
use crate::server::{Object, Then, Turn, answer};

use super::place::{place, within};

/// What can be asked of an array. An index below 0 counts from the end.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ArrayCall {
    Get(i64),
    Set(i64, Number),
    Slice(Range<i64>),
    /// Replaces the numbers in this range by as many others.
    SetSlice(Range<i64>, Vec<Number>),
    /// Adds, and answers what was there before.
    FetchAdd(i64, Number),
    Len,
}

/// Numbers of one type.
pub(crate) struct Array(Vec<Number>);

impl Object for Array {
    const KIND: &'static str = "Array";
    type Arguments = Vec<Number>;
    type Call = ArrayCall;

    fn make(numbers: Vec<Number>, _: &mut Turn<'_>) -> Result<Self, Refused> {
        if let [first, others @ ..] = &*numbers {
            for other in others {
                first.same_type(*other)?;
            }
        }
        Ok(Array(numbers))
    }

    /// That of one number counts as that of the array.
    fn effect(&self, call: &ArrayCall) -> Effect {
        match call {
            ArrayCall::Get(_) | ArrayCall::Slice(_) | ArrayCall::Len => Effect::Reads,
            ArrayCall::Set(..) | ArrayCall::SetSlice(..) => Effect::Writes,
            ArrayCall::FetchAdd(..) => Effect::Updates,
        }
    }

    fn call(&mut self, call: ArrayCall, _: &mut Turn<'_>) -> Result<Then, Refused> {
        let Array(numbers) = self;
        let length = numbers.len();
        match call {
            ArrayCall::Get(index) => answer(numbers[place(index, length)?]),
            ArrayCall::Set(index, new) => {
                let number = &mut numbers[place(index, length)?];
                *number = number.same_type(new)?;
                answer(())
            }
            ArrayCall::Slice(range) => answer(&numbers[within(range, length)]),
            ArrayCall::SetSlice(range, new) => {
                let slice = &mut numbers[within(range, length)];
                let (expected, got) = (slice.len(), new.len());
                if expected != got {
                    return Err(Refused::SizesDiffer { expected, got });
                }
                // All are looked at before the first is put in: a refused call changes nothing.
                let pairs = slice.iter().zip(new);
                let new = pairs.map(|(number, new)| number.same_type(new));
                let new: Vec<_> = new.collect::<Result<_, _>>()?;
                slice.copy_from_slice(&new);
                answer(())
            }
            ArrayCall::FetchAdd(index, more) => {
                let number = &mut numbers[place(index, length)?];
                let before = *number;
                *number = before.plus(more)?;
                answer(before)
            }
            ArrayCall::Len => answer(length),
        }
    }
}
