//! Semaphores, seen from a client.

use std::time::Duration;

use crate::error::{NOW, Patience};
use crate::objects::semaphore::SemaphoreCall;
use crate::proxy::proxy_type;
use crate::{ProxyError, Transport};

proxy_type! {
    /// A semaphore that lies in a server: so many permits, and anybody may give one.
    ///
    /// A permit has no owner. The permits of a process that has ended do not come back. Who
    /// ends while it waits is forgotten.
    pub struct SemaphoreProxy[]: "Semaphore"
}

proxy_type! {
    /// A semaphore that lies in a server, and never has more permits than at first.
    ///
    /// A permit has no owner. The permits of a process that has ended do not come back. Who
    /// ends while it waits is forgotten.
    pub struct BoundedSemaphoreProxy[]: "BoundedSemaphore"
}

macro_rules! semaphore_calls {
    ($name:ident) => {
        impl<C: Transport> $name<C> {
            /// Waits until there is a permit, and takes it. One call. Who waits longest is
            /// the next.
            ///
            /// If the process ends before it can read the answer, the permit goes back.
            ///
            /// # Synchronization
            ///
            /// The release that gave the permit happens before the return.
            ///
            /// # Errors
            ///
            /// [`ProxyError`] if the server is gone.
            #[track_caller]
            pub fn acquire(&self) -> Result<(), ProxyError> {
                match self.acquire_within(None)? {
                    true => Ok(()),
                    false => Err(ProxyError::Garbled),
                }
            }

            /// Takes a permit if there is one. One call. Says whether there was.
            ///
            /// # Synchronization
            ///
            /// As [`acquire`](Self::acquire), if there was.
            ///
            /// # Errors
            ///
            /// As [`acquire`](Self::acquire).
            #[track_caller]
            pub fn try_acquire(&self) -> Result<bool, ProxyError> {
                self.acquire_within(NOW)
            }

            /// As [`acquire`](Self::acquire), but waits no longer than this. Says whether a
            /// permit came in time.
            ///
            /// # Synchronization
            ///
            /// As [`acquire`](Self::acquire), if one came.
            ///
            /// # Errors
            ///
            /// As [`acquire`](Self::acquire).
            #[track_caller]
            pub fn acquire_for(&self, time: Duration) -> Result<bool, ProxyError> {
                self.acquire_within(Some(time))
            }

            #[track_caller]
            fn acquire_within(&self, patience: Patience) -> Result<bool, ProxyError> {
                self.proxy.call(&SemaphoreCall::Acquire(patience))
            }

            /// Gives a permit, to the first who waits if somebody does. One call.
            ///
            /// # Synchronization
            ///
            /// All that the caller did before happens before the return of the acquire that
            /// takes this permit.
            ///
            /// # Errors
            ///
            /// [`Refused::TooManyPermits`](crate::Refused::TooManyPermits) if there are as
            /// many as there may be; [`ProxyError`] if the server is gone.
            #[track_caller]
            pub fn release(&self) -> Result<(), ProxyError> {
                self.proxy.call(&SemaphoreCall::Release)
            }

            /// How many permits there are. One call. The answer may be old before it is
            /// read.
            ///
            /// # Errors
            ///
            /// As [`acquire`](Self::acquire).
            #[track_caller]
            pub fn permits(&self) -> Result<u32, ProxyError> {
                self.proxy.call(&SemaphoreCall::Permits)
            }
        }
    };
}

semaphore_calls!(SemaphoreProxy);
semaphore_calls!(BoundedSemaphoreProxy);
