//! Where the objects of a server lie, and how they are counted.
//!
//! A reference is an `Rc`. Clients have some, and so do the items that lie in other
//! objects. With the last one the object goes.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use serde::ser::SerializeTuple;
use serde::{Serialize, Serializer};

use crate::protocol::ObjectId;

use super::object::Held;

/// An object and its number.
pub(crate) struct Entry {
    pub(super) id: ObjectId,
    pub(super) object: RefCell<Box<dyn Held>>,
}

/// A counted reference to an object.
pub(crate) type Reference = Rc<Entry>;

impl Entry {
    pub(super) fn new(id: ObjectId, object: Box<dyn Held>) -> Reference {
        let object = RefCell::new(object);
        Rc::new(Entry { id, object })
    }

    /// What the object is.
    pub(crate) fn kind(&self) -> &'static str {
        self.object.borrow().kind()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// An item that lies in an object. It keeps the objects that it leads to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    pub(super) bytes: Box<[u8]>,
    pub(super) references: Box<[Reference]>,
}

impl Stored {
    /// The memory that it takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        size_of::<Stored>() + self.bytes.len() + size_of_val(&*self.references)
    }
}

thread_local! {
    /// References that go while others go.
    static GOING: RefCell<Option<Vec<Reference>>> = const { RefCell::new(None) };
}

/// The objects that it leads to go one after the other, and not one inside the other: a list
/// in a list in a list, however deep, needs no more room than one.
impl Drop for Stored {
    fn drop(&mut self) {
        let references = std::mem::take(&mut self.references);
        if references.is_empty() {
            return;
        }
        let is_first = GOING.try_with(|going| {
            let mut going = going.borrow_mut();
            let is_first = going.is_none();
            going.get_or_insert_default().extend(references);
            is_first
        });
        // At the end of a thread there may be no list any more, and they have gone already.
        while let Ok(true) = is_first {
            let next = GOING.with_borrow_mut(|going| match going.as_mut().and_then(Vec::pop) {
                Some(next) => Some(next),
                None => {
                    *going = None;
                    None
                }
            });
            let Some(next) = next else { break };
            drop(next);
        }
    }
}

/// Two items are equal if their values have the same bytes, and lead to the same objects.
impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Reference, &Reference)| Rc::ptr_eq(one, other);
        self.bytes == other.bytes
            && self.references.len() == other.references.len()
            && self.references.iter().zip(&other.references).all(same)
    }
}

impl Eq for Stored {}

impl std::hash::Hash for Stored {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

/// As the [`Item`](crate::item::Item) that a client reads.
impl Serialize for Stored {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let references: Vec<_> = self.references.iter().map(|entry| entry.id).collect();
        let mut item = serializer.serialize_tuple(2)?;
        item.serialize_element(serde_bytes::Bytes::new(&self.bytes))?;
        item.serialize_element(&references)?;
        item.end()
    }
}
