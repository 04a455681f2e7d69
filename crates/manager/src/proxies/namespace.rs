//! A namespace, seen from a client.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::item::Item;
use crate::objects::namespace::NamespaceCall;
use crate::proxy::proxy_type;
use crate::{ProxyError, Transport};

proxy_type! {
    /// A namespace that lies in a server: attributes of any types, each with a name.
    ///
    /// All attributes are shared. In CPython one whose name begins with `_` stays in the
    /// proxy, and no other process sees it.
    pub struct NamespaceProxy[]: "Namespace"
}

impl<C: Transport> NamespaceProxy<C> {
    /// The attribute of this name. One call. CPython: `ns.name`.
    ///
    /// It must be read as the type that was set: the bytes do not say which one that is, so
    /// a wrong type is an error only if they cannot be read as such.
    ///
    /// # Errors
    ///
    /// [`Refused::NoSuchAttribute`](crate::Refused::NoSuchAttribute);
    /// [`ProxyError::Garbled`] if it is of another type; [`ProxyError`] if the server is
    /// gone.
    #[track_caller]
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, ProxyError> {
        let item: Item = self.proxy.call(&NamespaceCall::Get(name.into()))?;
        self.proxy.open(item)
    }

    /// Sets the attribute of this name, also to a value of another type than before. One
    /// call. CPython: `ns.name = value`.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the value cannot be sent, or if the server is gone.
    #[track_caller]
    pub fn set<T: Serialize + ?Sized>(&self, name: &str, value: &T) -> Result<(), ProxyError> {
        let item = self.proxy.item(value)?;
        self.proxy.call(&NamespaceCall::Set(name.into(), item))
    }

    /// Deletes the attribute of this name. One call. CPython: `del ns.name`.
    ///
    /// # Errors
    ///
    /// [`Refused::NoSuchAttribute`](crate::Refused::NoSuchAttribute); [`ProxyError`] if the
    /// server is gone.
    #[track_caller]
    pub fn delete(&self, name: &str) -> Result<(), ProxyError> {
        self.proxy.call(&NamespaceCall::Delete(name.into()))
    }

    /// The names of all attributes, in the order in which they were first set. One call.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn names(&self) -> Result<Vec<String>, ProxyError> {
        self.proxy.call(&NamespaceCall::Names)
    }
}
