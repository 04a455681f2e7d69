//! Proxies: each stands for an object that lies in a server.

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ProxyError;
use crate::item::{Item, arrive, leave};
use crate::protocol::{ObjectId, Request};
use crate::transport::Transport;

/// A counted reference to an object. The last clone releases it.
pub(crate) struct Reference<C: Transport>(Arc<Counted<C>>);

struct Counted<C: Transport> {
    transport: C,
    object: ObjectId,
}

impl<C: Transport> Drop for Counted<C> {
    fn drop(&mut self) {
        self.transport.release(self.object);
    }
}

impl<C: Transport> Reference<C> {
    /// Takes charge of a reference that the server has counted for this process.
    pub(crate) fn new(transport: &C, object: ObjectId) -> Self {
        let transport = transport.clone();
        Reference(Arc::new(Counted { transport, object }))
    }
}

impl<C: Transport> Clone for Reference<C> {
    fn clone(&self) -> Self {
        Reference(Arc::clone(&self.0))
    }
}

// ANCHOR: proxy
/// Stands for an object that lies in a server. A clone stands for the same one.
pub struct Proxy<C: Transport> {
    reference: Reference<C>,
    /// What the object is, such as `list`.
    kind: &'static str,
}

impl<C: Transport> Proxy<C> {
    /// Makes an object, and a proxy of it.
    ///
    /// # Errors
    ///
    /// As [`Transport::call`].
    #[track_caller]
    pub fn make<A: Serialize + fmt::Debug + ?Sized>(
        transport: &C,
        kind: &'static str,
        arguments: &A,
    ) -> Result<Self, ProxyError> {
        let object = transport.call(|thread| Request::Make { thread, kind }, arguments)?;
        Ok(Proxy {
            reference: Reference::new(transport, object),
            kind,
        })
    }

    /// One call: one request, one answer.
    ///
    /// # Errors
    ///
    /// As [`Transport::call`].
    #[track_caller]
    pub fn call<A: Serialize + fmt::Debug + ?Sized, R: DeserializeOwned + fmt::Debug>(
        &self,
        call: &A,
    ) -> Result<R, ProxyError> {
        let object = self.object();
        self.transport()
            .call(|thread| Request::Call { thread, object }, call)
    }
}
// ANCHOR_END: proxy

impl<C: Transport> Proxy<C> {
    /// Which object it stands for.
    pub(crate) fn object(&self) -> ObjectId {
        self.reference.0.object
    }

    /// The way to it.
    pub fn transport(&self) -> &C {
        &self.reference.0.transport
    }

    /// A value as an item for the server.
    pub(crate) fn item<T: Serialize + ?Sized>(&self, value: &T) -> Result<Item, ProxyError> {
        Item::of(self.transport(), value)
    }

    /// The value of an item from the server.
    pub(crate) fn open<T: DeserializeOwned>(&self, item: Item) -> Result<T, ProxyError> {
        item.open(self.transport())
    }

    /// The values of items from the server.
    pub(crate) fn open_all<T: DeserializeOwned>(
        &self,
        items: Vec<Item>,
    ) -> Result<Vec<T>, ProxyError> {
        items.into_iter().map(|item| self.open(item)).collect()
    }

    /// The same object by another way: that of the process that it crosses to.
    #[must_use]
    pub fn over(&self, transport: C) -> Self {
        Proxy {
            reference: Reference::new(&transport, self.object()),
            kind: self.kind,
        }
    }
}

impl<C: Transport> Clone for Proxy<C> {
    fn clone(&self) -> Self {
        Proxy {
            reference: self.reference.clone(),
            kind: self.kind,
        }
    }
}

impl<C: Transport> fmt::Debug for Proxy<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("kind", &self.kind)
            .field("object", &self.object().0)
            .finish()
    }
}

/// A proxy on its way.
#[derive(Serialize, Deserialize)]
enum Travelling<T> {
    /// In an item of its own server: its place beside the item.
    InItem(u32),
    /// In a message to another process.
    InMessage(T),
}

// ANCHOR: travels
impl<C: Transport> Serialize for Proxy<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (transport, object) = (self.transport(), self.object());
        let travelling = match leave(transport.server(), object) {
            Some(place) => place.map(Travelling::InItem),
            None => transport.send(object).map(Travelling::InMessage),
        };
        let travelling = travelling.map_err(|error| not_sent(&error))?;
        (self.kind, travelling).serialize(serializer)
    }
}
// ANCHOR_END: travels

impl<C: Transport> Proxy<C> {
    /// The proxy that arrived, if it stands for an object of this kind.
    ///
    /// # Errors
    ///
    /// If it stands for another one, or for none.
    pub fn arrived<'de, D: Deserializer<'de>>(
        deserializer: D,
        kind: &'static str,
    ) -> Result<Self, D::Error> {
        use serde::de::Error;
        let (arrived, travelling) = <(String, Travelling<C::Ticket>)>::deserialize(deserializer)?;
        if arrived != kind {
            let words =
                format!("a proxy of a {arrived} arrived where one of a {kind} was expected");
            return Err(not_received(&words));
        }
        let reference = match travelling {
            Travelling::InItem(place) => {
                arrive(place).ok_or_else(|| Error::custom("a proxy came without its reference"))?
            }
            Travelling::InMessage(ticket) => {
                let received = C::receive(ticket);
                let (transport, object) = received.map_err(|error| not_received(&error))?;
                Reference::new(&transport, object)
            }
        };
        Ok(Proxy { reference, kind })
    }
}

/// Why a proxy could not be sent.
#[cfg(target_os = "linux")]
fn not_sent<E: serde::ser::Error>(why: &impl fmt::Display) -> E {
    handles::live::pickle::not_sent("proxy", why)
}

/// Why a proxy could not be sent.
#[cfg(not(target_os = "linux"))]
fn not_sent<E: serde::ser::Error>(why: &impl fmt::Display) -> E {
    E::custom(why)
}

/// Why a proxy did not arrive.
#[cfg(target_os = "linux")]
fn not_received<E: serde::de::Error>(why: &impl fmt::Display) -> E {
    handles::live::pickle::not_received("proxy", why)
}

/// Why a proxy did not arrive.
#[cfg(not(target_os = "linux"))]
fn not_received<E: serde::de::Error>(why: &impl fmt::Display) -> E {
    E::custom(why)
}

/// Makes the type of a proxy: what all of them have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! proxy_type {
    (
        $(#[$doc:meta])*
        $vis:vis struct $name:ident[$($item:ident),*]: $kind:expr
    ) => {
        $(#[$doc])*
        $vis struct $name<$($item,)* C: $crate::Transport> {
            pub(crate) proxy: $crate::__private::Proxy<C>,
            items: ::std::marker::PhantomData<fn() -> ($($item,)*)>,
        }

        impl<$($item,)* C: $crate::Transport> $name<$($item,)* C> {
            /// What the server calls such an object.
            pub(crate) const KIND: &'static str = $kind;

            #[allow(dead_code, reason = "not all are made from their own arguments alone")]
            #[track_caller]
            pub(crate) fn made_from<A: $crate::__private::serde::Serialize + ::std::fmt::Debug + ?Sized>(
                transport: &C,
                arguments: &A,
            ) -> Result<Self, $crate::ProxyError> {
                $crate::__private::Proxy::make(transport, Self::KIND, arguments).map(Self::from_proxy)
            }

            #[allow(dead_code, reason = "only models draw the boundary themselves")]
            pub(crate) fn from_proxy(proxy: $crate::__private::Proxy<C>) -> Self {
                $name { proxy, items: ::std::marker::PhantomData }
            }
        }

        impl<$($item,)* C: $crate::Transport> Clone for $name<$($item,)* C> {
            /// Another proxy of the same object.
            fn clone(&self) -> Self {
                Self::from_proxy(self.proxy.clone())
            }
        }

        impl<$($item,)* C: $crate::Transport> $crate::Over<C> for $name<$($item,)* C> {
            fn transport(&self) -> &C {
                self.proxy.transport()
            }

            fn over(&self, transport: C) -> Self {
                Self::from_proxy(self.proxy.over(transport))
            }
        }

        impl<$($item,)* C: $crate::Transport> ::std::fmt::Debug for $name<$($item,)* C> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.proxy.fmt(f)
            }
        }

        impl<$($item,)* C: $crate::Transport> $crate::__private::serde::Serialize for $name<$($item,)* C> {
            fn serialize<S: $crate::__private::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.proxy.serialize(serializer)
            }
        }

        impl<'de, $($item,)* C: $crate::Transport> $crate::__private::serde::Deserialize<'de>
            for $name<$($item,)* C>
        {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::__private::Proxy::arrived(deserializer, Self::KIND).map(Self::from_proxy)
            }
        }
    };
}

pub(crate) use proxy_type;
