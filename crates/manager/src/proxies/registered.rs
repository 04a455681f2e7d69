//! Objects of the types that a user registers, seen from a client.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::item::Item;
use crate::objects::registered::RegisteredCall;
use crate::proxy::Proxy;
use crate::{ProxyError, Transport};

impl<C: Transport> Proxy<C> {
    /// Calls a method of a registered type by its name. One call.
    #[doc(hidden)]
    #[track_caller]
    pub fn call_by_name<A: Serialize + ?Sized, R: DeserializeOwned>(
        &self,
        method: &str,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        let call = RegisteredCall {
            method: method.into(),
            arguments: self.item(arguments)?,
        };
        let returned: Item = self.call(&call)?;
        self.open(returned)
    }
}

/// Declares which methods of a type proxies can call, and makes the type of the proxies.
///
/// The constructor comes first: it runs in the server. The proxy has the same methods, each
/// one call. What they take and return is sent, so it must be `Serialize` and
/// `DeserializeOwned`. A method that returns a `Result` returns it to the caller, error and
/// all. If it panics, the caller gets [`Refused::Panicked`](crate::Refused::Panicked), and
/// the server goes on.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// use manager::Makes;
/// use manager::real::channel::serve_with;
/// use manager::server::Kinds;
///
/// struct Counter(u64);
///
/// impl Counter {
///     fn new(start: u64) -> Self {
///         Counter(start)
///     }
///
///     fn add(&mut self, by: u64) -> u64 {
///         self.0 += by;
///         self.0
///     }
///
///     fn secret(&self) -> u64 {
///         self.0
///     }
/// }
///
/// manager::exposed! {
///     /// A counter that lies in a server.
///     pub proxy CounterProxy for Counter {
///         fn new(start: u64) -> Self;
///         /// Adds to it, and returns what it is then.
///         fn add(&mut self, by: u64) -> u64;
///     }
/// }
///
/// let kinds = Kinds::of_every_server().with_type::<Counter>();
/// serve_with(kinds, |manager| {
///     let counter = manager.registered::<Counter>((5,)).unwrap();
///     assert_eq!(counter.add(2), Ok(7));
///     let refused = counter.call_by_name::<u64>("secret", &()).unwrap_err();
///     assert!(refused.to_string().ends_with("does not expose secret"));
/// });
/// # }
/// ```
///
/// The server knows the type by its path. It can be given another name, for two programs
/// that share a server: `pub proxy CounterProxy for Counter as "Counter" { … }`.
///
/// Proxies can be taken and returned, and kept in between. The transport of the proxy is
/// named for that: `pub proxy ShelfProxy<C> for Shelf { fn keep(&mut self, list:
/// ListProxy<u32, C>); … }`. In the server it is [`Inside`](crate::Inside).
#[macro_export]
macro_rules! exposed {
    (
        $(#[$doc:meta])*
        $vis:vis proxy $name:ident for $($rest:tt)*
    ) => {
        $crate::exposed! { $(#[$doc])* $vis proxy $name<C> for $($rest)* }
    };
    (
        $(#[$doc:meta])*
        $vis:vis proxy $name:ident<$way:ident> for $type:ty $(as $kind:literal)? {
            $(#[$of_new:meta])*
            fn $new:ident($($given:ident: $given_type:ty),* $(,)?) -> Self;
            $(
                $(#[$of_method:meta])*
                fn $method:ident(
                    $(&mut self)? $(&self)? $(, $argument:ident: $argument_type:ty)* $(,)?
                ) $(-> $result:ty)?;
            )*
        }
    ) => {
        $crate::proxy_type! {
            $(#[$doc])*
            $vis struct $name[]: <$type as $crate::Exposed>::KIND
        }

        impl<$way: $crate::Transport> $name<$way> {
            $(
                $(#[$of_method])*
                ///
                /// One call.
                ///
                /// # Errors
                ///
                /// `Refused::Panicked` if the method panics; `ProxyError` if something
                /// cannot be sent, or if the server is gone.
                #[track_caller]
                $vis fn $method(
                    &self $(, $argument: $argument_type)*
                ) -> Result<$crate::__or_unit!($($result)?), $crate::ProxyError> {
                    self.proxy.call_by_name(stringify!($method), &($($argument,)*))
                }
            )*

            /// Calls a method by its name, with a tuple of arguments. One call.
            ///
            /// # Errors
            ///
            /// `Refused::NotExposed` if it is not exposed, and `Refused::BadCall` if it
            /// takes other arguments; otherwise as the other methods.
            #[allow(dead_code, reason = "who has the methods needs no names")]
            #[track_caller]
            $vis fn call_by_name<R: $crate::__private::serde::de::DeserializeOwned>(
                &self,
                method: &str,
                arguments: &impl $crate::__private::serde::Serialize,
            ) -> Result<R, $crate::ProxyError> {
                self.proxy.call_by_name(method, arguments)
            }
        }

        impl $crate::Exposed for $type {
            const KIND: &'static str = $crate::__kind!($type $(, $kind)?);
            type Arguments<$way: $crate::Transport> = ($($given_type,)*);
            type Proxy<$way: $crate::Transport> = $name<$way>;

            fn made(($($given,)*): Self::Arguments<$crate::Inside>) -> Self {
                <$type>::$new($($given),*)
            }

            fn called(
                &mut self,
                call: $crate::Called,
            ) -> Result<$crate::Returned, $crate::Refused> {
                #[allow(dead_code, reason = "not all take proxies")]
                type $way = $crate::Inside;
                match call.method() {
                    $(stringify!($method) => call.with::<$type, _, _>(
                        |($($argument,)*): ($($argument_type,)*)| {
                            <$type>::$method(self $(, $argument)*)
                        },
                    ),)*
                    _ => Err(call.not_exposed::<$type>()),
                }
            }

            fn proxy<$way: $crate::Transport>(
                proxy: $crate::__private::Proxy<$way>,
            ) -> $name<$way> {
                $name::from_proxy(proxy)
            }
        }
    };
}

/// What the server calls a type.
#[doc(hidden)]
#[macro_export]
macro_rules! __kind {
    ($type:ty) => {
        concat!(module_path!(), "::", stringify!($type))
    };
    ($type:ty, $kind:literal) => {
        $kind
    };
}

/// What a method returns.
#[doc(hidden)]
#[macro_export]
macro_rules! __or_unit {
    () => {
        ()
    };
    ($result:ty) => {
        $result
    };
}
