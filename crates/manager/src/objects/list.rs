//! A list, in the server.

use std::ops::Range;

use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::item::Item;
use crate::protocol::Caller;
use crate::server::{Object, Stored, Then, Turn, answer, hand_over, handed};

use super::place::{clamp, place, within};

/// What can be asked of a list. An index below 0 counts from the end.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ListCall {
    Get(i64),
    Set(i64, Item),
    All,
    Slice(Range<i64>),
    Replace(Vec<Item>),
    Append(Item),
    Extend(Vec<Item>),
    Insert(i64, Item),
    Pop(i64),
    Remove(Item),
    Index(Item),
    Count(Item),
    Repeat(u32),
    Reverse,
    Clear,
    Len,
    /// Replaces all elements, if they are still the same as those.
    Exchange(Vec<Item>, Vec<Item>),
}

/// A list may be repeated until it takes so many bytes: one short request must not take all
/// memory, and the time of all.
const MOST: usize = 64 << 20;

/// A list.
pub(crate) struct List(Vec<Stored>);

impl Object for List {
    const KIND: &'static str = "list";
    type Arguments = Vec<Item>;
    type Call = ListCall;

    fn make(items: Vec<Item>, turn: &mut Turn<'_>) -> Result<Self, Refused> {
        turn.store_all(items).map(List)
    }

    /// That of one element counts as that of the list.
    fn effect(&self, call: &ListCall) -> Effect {
        match call {
            ListCall::Get(_)
            | ListCall::All
            | ListCall::Slice(_)
            | ListCall::Index(_)
            | ListCall::Count(_)
            | ListCall::Len => Effect::Reads,
            ListCall::Set(..) | ListCall::Replace(_) | ListCall::Clear => Effect::Writes,
            _ => Effect::Updates,
        }
    }

    fn call(&mut self, call: ListCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let List(list) = self;
        match call {
            ListCall::Get(index) => {
                let item = &list[place(index, list.len())?];
                turn.lend(turn.caller(), item);
                answer(item)
            }
            ListCall::Set(index, item) => {
                let place = place(index, list.len())?;
                list[place] = turn.store(item)?;
                answer(())
            }
            ListCall::All => lent(list, turn),
            ListCall::Slice(range) => {
                let range = within(range, list.len());
                lent(&list[range], turn)
            }
            ListCall::Replace(items) => {
                *list = turn.store_all(items)?;
                answer(())
            }
            ListCall::Append(item) => {
                list.push(turn.store(item)?);
                answer(())
            }
            ListCall::Extend(items) => {
                let items: Vec<_> = turn.store_all(items)?;
                list.extend(items);
                answer(())
            }
            ListCall::Insert(index, item) => {
                let place = clamp(index, list.len());
                list.insert(place, turn.store(item)?);
                answer(())
            }
            ListCall::Pop(index) => {
                let place = place(index, list.len())?;
                let item = list.remove(place);
                turn.lend(turn.caller(), &item);
                hand_over((place, item))
            }
            ListCall::Remove(item) => {
                let place = position(list, &turn.store(item)?)?;
                list.remove(place);
                answer(())
            }
            ListCall::Index(item) => answer(position(list, &turn.store(item)?)?),
            ListCall::Count(item) => {
                let item = turn.store(item)?;
                answer(list.iter().filter(|other| **other == item).count())
            }
            ListCall::Repeat(times) => {
                let size: usize = list.iter().map(Stored::size).sum();
                if size.saturating_mul(times as usize) > MOST {
                    return Err(Refused::ListTooLong);
                }
                let once = std::mem::take(list);
                // Of nothing there is nothing, however often.
                let times = if once.is_empty() { 0 } else { times };
                *list = (0..times).flat_map(|_| once.iter().cloned()).collect();
                answer(())
            }
            ListCall::Reverse => {
                list.reverse();
                answer(())
            }
            ListCall::Clear => {
                list.clear();
                answer(())
            }
            ListCall::Len => answer(list.len()),
            ListCall::Exchange(expected, new) => {
                let expected: Vec<_> = turn.store_all(expected)?;
                let same = *list == expected;
                if same {
                    *list = turn.store_all(new)?;
                }
                answer(same)
            }
        }
    }

    // ANCHOR: take_back
    /// An element that was taken out and never arrived goes back to its place, or to the end
    /// if the list has become shorter.
    fn take_back(&mut self, caller: Caller, answer: &[u8], turn: &mut Turn<'_>) {
        let List(list) = self;
        if let Some((place, item)) = handed::<(usize, Item)>(answer)
            && let Ok(item) = turn.restore(caller, item)
        {
            list.insert(place.min(list.len()), item);
        }
    }
    // ANCHOR_END: take_back
}

/// Answers with all of these.
fn lent(items: &[Stored], turn: &mut Turn<'_>) -> Result<Then, Refused> {
    for item in items {
        turn.lend(turn.caller(), item);
    }
    answer(items)
}

fn position(list: &[Stored], item: &Stored) -> Result<usize, Refused> {
    let place = list.iter().position(|other| other == item);
    place.ok_or(Refused::NotInList)
}
