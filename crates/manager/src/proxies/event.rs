//! An event, seen from a client.

use std::time::Duration;

use crate::error::Patience;
use crate::objects::event::EventCall;
use crate::proxy::proxy_type;
use crate::{ProxyError, Transport};

proxy_type! {
    /// An event that lies in a server: a flag that one can wait for.
    pub struct EventProxy[]: "Event"
}

impl<C: Transport> EventProxy<C> {
    /// Sets it, and lets go all who wait. One call.
    ///
    /// # Synchronization
    ///
    /// All that the caller did before happens before the return of every wait that this
    /// ends, or that finds it set.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn set(&self) -> Result<(), ProxyError> {
        self.proxy.call(&EventCall::Set)
    }

    /// It is not set any more. One call. Who was let go before stays so.
    ///
    /// # Errors
    ///
    /// As [`set`](EventProxy::set).
    #[track_caller]
    pub fn clear(&self) -> Result<(), ProxyError> {
        self.proxy.call(&EventCall::Clear)
    }

    /// Whether it is set. One call. The answer may be old before it is read.
    ///
    /// # Synchronization
    ///
    /// If it is, the call of [`set`](EventProxy::set) happens before the return.
    ///
    /// # Errors
    ///
    /// As [`set`](EventProxy::set).
    #[track_caller]
    pub fn is_set(&self) -> Result<bool, ProxyError> {
        self.proxy.call(&EventCall::IsSet)
    }

    /// Waits until it is set. One call.
    ///
    /// # Synchronization
    ///
    /// The call of [`set`](EventProxy::set) happens before the return.
    ///
    /// # Errors
    ///
    /// As [`set`](EventProxy::set).
    #[track_caller]
    pub fn wait(&self) -> Result<(), ProxyError> {
        match self.wait_within(None)? {
            true => Ok(()),
            false => Err(ProxyError::Garbled),
        }
    }

    /// As [`wait`](EventProxy::wait), but no longer than this. Says whether it was set in
    /// time.
    ///
    /// # Synchronization
    ///
    /// As [`wait`](EventProxy::wait), if it was.
    ///
    /// # Errors
    ///
    /// As [`set`](EventProxy::set).
    #[track_caller]
    pub fn wait_for(&self, time: Duration) -> Result<bool, ProxyError> {
        self.wait_within(Some(time))
    }

    #[track_caller]
    fn wait_within(&self, patience: Patience) -> Result<bool, ProxyError> {
        self.proxy.call(&EventCall::Wait(patience))
    }
}
