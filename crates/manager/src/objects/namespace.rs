//! A namespace, in the server: attributes of any types, each with a name.

use indexmap::IndexMap;
use interleave::Effect;
use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::item::Item;
use crate::server::{Object, Stored, Then, Turn, answer};

/// What can be asked of a namespace.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum NamespaceCall {
    Get(String),
    Set(String, Item),
    Delete(String),
    Names,
}

/// Attributes, in the order in which they were first set.
pub(crate) struct Namespace(IndexMap<String, Stored>);

impl Object for Namespace {
    const KIND: &'static str = "Namespace";
    type Arguments = ();
    type Call = NamespaceCall;

    fn make((): (), _: &mut Turn<'_>) -> Result<Self, Refused> {
        Ok(Namespace(IndexMap::new()))
    }

    /// That of one attribute counts as that of all.
    fn effect(&self, call: &NamespaceCall) -> Effect {
        match call {
            NamespaceCall::Get(_) | NamespaceCall::Names => Effect::Reads,
            NamespaceCall::Set(..) | NamespaceCall::Delete(_) => Effect::Writes,
        }
    }

    fn call(&mut self, call: NamespaceCall, turn: &mut Turn<'_>) -> Result<Then, Refused> {
        let Namespace(attributes) = self;
        match call {
            NamespaceCall::Get(name) => {
                let Some(item) = attributes.get(&name) else {
                    return Err(Refused::NoSuchAttribute { name });
                };
                turn.lend(turn.caller(), item);
                answer(item)
            }
            NamespaceCall::Set(name, item) => {
                attributes.insert(name, turn.store(item)?);
                answer(())
            }
            NamespaceCall::Delete(name) => match attributes.shift_remove(&name) {
                Some(_) => answer(()),
                None => Err(Refused::NoSuchAttribute { name }),
            },
            NamespaceCall::Names => answer(Vec::from_iter(attributes.keys())),
        }
    }
}
