//! Items: values on their way into a server's objects, and out of them.
//!
//! The server does not look into them. It must know only which of its own objects they
//! lead to, for those must not go away: so the proxies in a value are listed beside its
//! bytes.

use std::any::{Any, type_name};
use std::cell::RefCell;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::ProxyError;
use crate::protocol::{ObjectId, decode, encode};
use crate::proxy::Reference;
use crate::transport::Transport;

// ANCHOR: item
/// A value as bytes, and the objects that the proxies in it lead to.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    #[serde(with = "serde_bytes")]
    pub(crate) bytes: Vec<u8>,
    pub(crate) references: Vec<ObjectId>,
}
// ANCHOR_END: item

/// Its bytes, for nobody knows its type any more.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<")?;
        for (n, byte) in self.bytes.iter().take(SHOWN).enumerate() {
            write!(f, "{}{byte:02x}", if n > 0 { " " } else { "" })?;
        }
        if self.bytes.len() > SHOWN {
            f.write_str(" \u{2026}")?;
        }
        f.write_str(">")
    }
}

/// So many bytes of an item are shown.
const SHOWN: usize = 4;

/// The proxies of a value on their way, in this thread.
enum Scope {
    /// No item is being made or opened.
    Outside,
    /// They leave for this server with these.
    Leaving(u64, Vec<ObjectId>),
    /// They arrive with these: a `Vec` of references, which knows its transport.
    Arriving(Box<dyn Any>),
}

thread_local! {
    static SCOPE: RefCell<Scope> = const { RefCell::new(Scope::Outside) };
    /// Why the last value was refused: the errors of the format have no words.
    static REFUSED: RefCell<Option<ProxyError>> = const { RefCell::new(None) };
}

impl Item {
    /// Makes an item of a value, for a server that this transport leads to.
    pub(crate) fn of<C: Transport, T: Serialize + ?Sized>(
        transport: &C,
        value: &T,
    ) -> Result<Item, ProxyError> {
        REFUSED.take();
        SCOPE.set(Scope::Leaving(transport.server(), Vec::new()));
        let mut bytes = Vec::new();
        let encoded = encode(value, &mut bytes);
        let Scope::Leaving(_, references) = SCOPE.replace(Scope::Outside) else {
            unreachable!("nobody else changes it meanwhile");
        };
        match encoded {
            Ok(()) => Ok(Item { bytes, references }),
            Err(error) => Err(refusal(type_name::<T>(), &error)),
        }
    }

    /// The value again. Its proxies use this transport.
    pub(crate) fn open<C: Transport, T: DeserializeOwned>(
        self,
        transport: &C,
    ) -> Result<T, ProxyError> {
        if self.references.is_empty() {
            return decode(&self.bytes);
        }
        let references = self.references.iter();
        let references = references.map(|object| Some(Reference::new(transport, *object)));
        SCOPE.set(Scope::Arriving(Box::new(Vec::from_iter(references))));
        let opened = decode(&self.bytes);
        // What no proxy has taken is released now, and not while the scope is borrowed.
        drop(SCOPE.replace(Scope::Outside));
        opened
    }
}

/// Why a value could not be written.
fn refusal(object: &'static str, error: &postcard::Error) -> ProxyError {
    REFUSED
        .take()
        .unwrap_or_else(|| ProxyError::NotSerializable {
            object,
            why: error.to_string(),
        })
}

/// Lists a proxy beside the item that is being made, and returns its place there; nothing
/// if none is being made.
pub(crate) fn leave(server: u64, object: ObjectId) -> Option<Result<u32, ProxyError>> {
    SCOPE.with_borrow_mut(|scope| {
        let Scope::Leaving(to, references) = scope else {
            return None;
        };
        if *to != server {
            REFUSED.set(Some(ProxyError::OtherServer));
            return Some(Err(ProxyError::OtherServer));
        }
        let place = u32::try_from(references.len()).expect("there are not so many proxies");
        references.push(object);
        Some(Ok(place))
    })
}

/// Takes the reference at this place of the item that is being opened.
pub(crate) fn arrive<C: Transport>(place: u32) -> Option<Reference<C>> {
    SCOPE.with_borrow_mut(|scope| {
        let Scope::Arriving(references) = scope else {
            return None;
        };
        let references: &mut Vec<Option<Reference<C>>> = references.downcast_mut()?;
        references.get_mut(place as usize)?.take()
    })
}
