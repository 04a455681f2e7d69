//! A dictionary, in the server.

use indexmap::IndexMap;
use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::item::Item;
use crate::protocol::Caller;
use crate::server::{Object, Stored, Then, Turn, answer, hand_over, handed};

/// What can be asked of a dictionary.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum DictCall {
    Get(Item),
    Insert(Item, Item),
    Remove(Item),
    PopItem,
    /// Puts a value in if the key has none, and answers the one that is there then.
    GetOrInsert(Item, Item),
    Update(Vec<(Item, Item)>),
    /// Gives a key the second value, if it has the first. Nothing stands for no value.
    CompareExchange(Item, Option<Item>, Option<Item>),
    ContainsKey(Item),
    Keys,
    Values,
    Items,
    Clear,
    Len,
}

/// A dictionary, in the order in which its keys were put in.
pub(crate) struct Dict(IndexMap<Stored, Stored>);

/// An entry that is taken out: its place, and what was there.
type TakenOut<I> = Option<(usize, I, I)>;

impl Object for Dict {
    const KIND: &'static str = "dict";
    type Arguments = Vec<(Item, Item)>;
    type Call = DictCall;

    fn make(items: Vec<(Item, Item)>, turn: &mut Turn<'_>) -> Result<Self, Refused> {
        let items = items.into_iter().map(|pair| stored(pair, turn));
        items.collect::<Result<_, _>>().map(Dict)
    }

    /// That of one key counts as that of the dictionary.
    fn effect(&self, call: &DictCall) -> Effect {
        match call {
            DictCall::Get(_)
            | DictCall::ContainsKey(_)
            | DictCall::Keys
            | DictCall::Values
            | DictCall::Items
            | DictCall::Len => Effect::Reads,
            DictCall::Insert(..) | DictCall::Update(_) | DictCall::Clear => Effect::Writes,
            _ => Effect::Updates,
        }
    }

    fn call(&mut self, call: DictCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let Dict(dict) = self;
        match call {
            DictCall::Get(key) => {
                let value = dict.get(&turn.store(key)?);
                lend(value, turn);
                answer(value)
            }
            DictCall::Insert(key, value) => {
                dict.insert(turn.store(key)?, turn.store(value)?);
                answer(())
            }
            DictCall::Remove(key) => taken_out(dict.shift_remove_full(&turn.store(key)?), turn),
            DictCall::PopItem => {
                let last = dict.pop().map(|(key, value)| (dict.len(), key, value));
                taken_out(last, turn)
            }
            DictCall::GetOrInsert(key, value) => {
                let value = turn.store(value)?;
                let value = &*dict.entry(turn.store(key)?).or_insert(value);
                lend([value], turn);
                answer(value)
            }
            DictCall::Update(items) => {
                let items = items.into_iter().map(|pair| stored(pair, turn));
                let items: Vec<_> = items.collect::<Result<_, _>>()?;
                dict.extend(items);
                answer(())
            }
            DictCall::CompareExchange(key, expected, new) => {
                let key = turn.store(key)?;
                let expected = expected.map(|item| turn.store(item)).transpose()?;
                let new = new.map(|item| turn.store(item)).transpose()?;
                let same = dict.get(&key) == expected.as_ref();
                match new {
                    Some(new) if same => drop(dict.insert(key, new)),
                    None if same => drop(dict.shift_remove(&key)),
                    _ => {}
                }
                answer(same)
            }
            DictCall::ContainsKey(key) => answer(dict.contains_key(&turn.store(key)?)),
            DictCall::Keys => {
                lend(dict.keys(), turn);
                answer(Vec::from_iter(dict.keys()))
            }
            DictCall::Values => {
                lend(dict.values(), turn);
                answer(Vec::from_iter(dict.values()))
            }
            DictCall::Items => {
                lend(dict.iter().flat_map(|(key, value)| [key, value]), turn);
                answer(Vec::from_iter(&*dict))
            }
            DictCall::Clear => {
                dict.clear();
                answer(())
            }
            DictCall::Len => answer(dict.len()),
        }
    }

    /// An entry that was taken out and never arrived goes back to its place, unless the key
    /// has got another value meanwhile: that one is newer.
    fn take_back(&mut self, caller: Caller, answer: &[u8], turn: &mut Turn<'_>) {
        let Dict(dict) = self;
        if let Some(Some((place, key, value))) = handed::<TakenOut<Item>>(answer)
            && let (Ok(key), Ok(value)) = (turn.restore(caller, key), turn.restore(caller, value))
            && !dict.contains_key(&key)
        {
            dict.shift_insert(place.min(dict.len()), key, value);
        }
    }
}

/// Keeps a key and its value.
fn stored((key, value): (Item, Item), turn: &Turn<'_>) -> Result<(Stored, Stored), Refused> {
    Ok((turn.store(key)?, turn.store(value)?))
}

/// Counts the references of all these items, which are about to be sent.
fn lend<'a>(items: impl IntoIterator<Item = &'a Stored>, turn: &mut Turn<'_>) {
    for item in items {
        turn.lend(turn.caller(), item);
    }
}

/// Gives away what has been taken out; nothing if there was nothing.
fn taken_out(entry: TakenOut<Stored>, turn: &mut Turn<'_>) -> Result<Then, Refused> {
    let Some((_, key, value)) = &entry else {
        return answer(entry);
    };
    lend([key, value], turn);
    hand_over(entry)
}
