//! A number, seen from a client.

use crate::objects::value::ValueCall;
use crate::proxy::proxy_type;
use crate::scalar::{Number, Scalar, typed};
use crate::{ProxyError, Transport};

proxy_type! {
    /// A number that lies in a server.
    pub struct ValueProxy[T]: "Value"
}

// ANCHOR: calls
impl<T: Scalar, C: Transport> ValueProxy<T, C> {
    /// What it is now. One call.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn get(&self) -> Result<T, ProxyError> {
        self.ask(ValueCall::Get)
    }

    /// Puts another number in. One call.
    ///
    /// # Errors
    ///
    /// As [`get`](ValueProxy::get).
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), ProxyError> {
        self.proxy.call(&ValueCall::Set(value.into()))
    }

    /// Adds to it, in the server. One call. Returns what it was before. An integer wraps
    /// round.
    ///
    /// # Errors
    ///
    /// As [`get`](ValueProxy::get); [`Refused::WrongType`](crate::Refused::WrongType) if
    /// nothing can be added to it.
    #[track_caller]
    pub fn fetch_add(&self, more: T) -> Result<T, ProxyError> {
        self.ask(ValueCall::FetchAdd(more.into()))
    }
    // ANCHOR_END: calls

    /// Puts `new` in, if `expected` is there. One call. Returns what was there.
    ///
    /// # Errors
    ///
    /// As [`get`](ValueProxy::get).
    #[track_caller]
    pub fn compare_exchange(&self, expected: T, new: T) -> Result<T, ProxyError> {
        self.ask(ValueCall::CompareExchange(expected.into(), new.into()))
    }

    #[track_caller]
    fn ask(&self, call: ValueCall) -> Result<T, ProxyError> {
        let before: Number = self.proxy.call(&call)?;
        typed(before)
    }
}
