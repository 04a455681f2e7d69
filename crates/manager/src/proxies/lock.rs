//! Locks, seen from a client.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::error::{NOW, Patience};
use crate::objects::condition::ConditionCall;
use crate::objects::lock::{Acquired, LockCall};
use crate::proxy::{Proxy, proxy_type};
use crate::{ProxyError, Transport};

proxy_type! {
    /// A lock that lies in a server. Anybody may release it.
    pub struct LockProxy[]: "Lock"
}

proxy_type! {
    /// A recursive lock that lies in a server: its owner, a thread of a process, may acquire
    /// it again, and nobody else may release it.
    pub struct RLockProxy[]: "RLock"
}

/// The right to use what a lock guards, until it is dropped.
///
/// # Panics
///
/// Dropping it panics when the lock cannot be released, unless the thread panics already or
/// the server is gone.
#[must_use = "a guard that is dropped at once guards nothing"]
pub struct LockGuard<'a, C: Transport> {
    proxy: &'a Proxy<C>,
    through: Through,
    how: Acquired,
    /// Where it was made: a drop has no line of its own.
    place: &'static Location<'static>,
}

/// Of what a lock is asked something.
#[derive(Clone, Copy)]
pub(super) enum Through {
    /// Of itself.
    Lock,
    /// Of its condition.
    Condition,
}

impl Through {
    #[track_caller]
    pub(super) fn call<C: Transport, R: DeserializeOwned + fmt::Debug>(
        self,
        proxy: &Proxy<C>,
        call: LockCall,
    ) -> Result<R, ProxyError> {
        match self {
            Through::Lock => proxy.call(&call),
            Through::Condition => proxy.call(&ConditionCall::Lock(call)),
        }
    }

    /// The guard of a lock that was acquired so.
    #[track_caller]
    pub(super) fn guard<C: Transport>(self, proxy: &Proxy<C>, how: Acquired) -> LockGuard<'_, C> {
        LockGuard {
            proxy,
            through: self,
            how,
            place: Location::caller(),
        }
    }
}

macro_rules! lock_calls {
    ($name:ident through $through:ident) => {
        impl<C: $crate::Transport> $name<C> {
            /// Waits until it is free, and acquires it. One call. Says whether the last owner
            /// died with it.
            ///
            /// # Synchronization
            ///
            /// The release before it happens before the return.
            ///
            /// # Errors
            ///
            /// [`ProxyError`] if the server is gone.
            #[track_caller]
            pub fn acquire(&self) -> Result<Acquired, ProxyError> {
                let acquired = self.acquire_within(None)?;
                acquired.ok_or(ProxyError::Garbled)
            }

            /// Acquires it if it is free. One call.
            ///
            /// # Errors
            ///
            /// As [`acquire`](Self::acquire).
            #[track_caller]
            pub fn try_acquire(&self) -> Result<Option<Acquired>, ProxyError> {
                self.acquire_within(NOW)
            }

            /// As [`acquire`](Self::acquire), but waits no longer than this.
            ///
            /// # Errors
            ///
            /// As [`acquire`](Self::acquire).
            #[track_caller]
            pub fn acquire_for(&self, time: Duration) -> Result<Option<Acquired>, ProxyError> {
                self.acquire_within(Some(time))
            }

            #[track_caller]
            fn acquire_within(&self, patience: Patience) -> Result<Option<Acquired>, ProxyError> {
                let given = Through::$through.call(&self.proxy, LockCall::Acquire(patience));
                given.map(|given: $crate::objects::lock::Given| given.0)
            }

            /// Releases it. One call.
            ///
            /// # Errors
            ///
            /// [`Refused::NotHeld`](crate::Refused::NotHeld) or
            /// [`Refused::NotOwner`](crate::Refused::NotOwner); otherwise as
            /// [`acquire`](Self::acquire).
            #[track_caller]
            pub fn release(&self) -> Result<(), ProxyError> {
                Through::$through.call(&self.proxy, LockCall::Release)
            }

            /// Whether somebody holds it. The answer may be old before it is read.
            ///
            /// # Errors
            ///
            /// As [`acquire`](Self::acquire).
            #[track_caller]
            pub fn is_held(&self) -> Result<bool, ProxyError> {
                Through::$through.call(&self.proxy, LockCall::IsHeld)
            }

            /// Acquires it, and releases it when the guard is dropped.
            ///
            /// # Errors
            ///
            /// As [`acquire`](Self::acquire).
            #[track_caller]
            pub fn hold(&self) -> Result<LockGuard<'_, C>, ProxyError> {
                let how = self.acquire()?;
                Ok(Through::$through.guard(&self.proxy, how))
            }
        }
    };
}

pub(super) use lock_calls;

lock_calls!(LockProxy through Lock);
lock_calls!(RLockProxy through Lock);

impl<C: Transport> LockGuard<'_, C> {
    /// Whether the last owner ended while it held the lock: what the lock guards may be
    /// half done.
    #[must_use]
    pub fn owner_died(&self) -> bool {
        self.how.owner_died
    }
}

impl<C: Transport> Drop for LockGuard<'_, C> {
    fn drop(&mut self) {
        let release = || self.through.call(self.proxy, LockCall::Release);
        let released: Result<(), ProxyError> = C::at(self.place, release);
        match released {
            // With the server its locks are gone.
            Ok(()) | Err(ProxyError::Gone { .. }) => {}
            Err(_) if std::thread::panicking() => {}
            Err(error) => panic!("the lock cannot be released: {error}"),
        }
    }
}

impl<C: Transport> fmt::Debug for LockGuard<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LockGuard").field(&self.how).finish()
    }
}
