//! Queues, seen from a client.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{NOW, Patience};
use crate::item::Item;
use crate::objects::queue::QueueCall;
use crate::proxy::proxy_type;
use crate::{ProxyError, Transport};

proxy_type! {
    /// A queue that lies in a server. Items come out in the order in which they went in,
    /// and go to those who wait in the order in which they asked.
    ///
    /// An item that was on its way to a client that died before it could read it goes back
    /// to the front.
    pub struct QueueProxy[T]: "Queue"
}

proxy_type! {
    /// A queue as [`QueueProxy`], and one can wait until all of its items are finished.
    pub struct JoinableQueueProxy[T]: "JoinableQueue"
}

macro_rules! queue_calls {
    ($name:ident) => {
        impl<T: Serialize + DeserializeOwned, C: Transport> $name<T, C> {
            // ANCHOR: calls
            /// Puts an item in, and waits until there is room. One call.
            ///
            /// # Synchronization
            ///
            /// All that the caller did → the return of the `get` that takes the item out.
            ///
            /// # Errors
            ///
            /// [`ProxyError`] if the item cannot be sent, or if the server is gone.
            #[track_caller]
            pub fn put(&self, item: &T) -> Result<(), ProxyError> {
                self.put_within(item, None)
            }

            /// Takes the first item out, and waits until there is one. One call.
            ///
            /// # Synchronization
            ///
            /// All that happened before the `put` of the item → the return.
            ///
            /// # Errors
            ///
            /// [`ProxyError`] if the server is gone.
            #[track_caller]
            pub fn get(&self) -> Result<T, ProxyError> {
                self.get_within(None)
            }
            // ANCHOR_END: calls

            /// As [`put`](Self::put), but waits no longer than this.
            ///
            /// # Errors
            ///
            /// [`Refused::QueueFull`](crate::Refused::QueueFull) if there was no room in
            /// time; otherwise as [`put`](Self::put).
            #[track_caller]
            pub fn put_for(&self, item: &T, time: Duration) -> Result<(), ProxyError> {
                self.put_within(item, Some(time))
            }

            /// As [`put`](Self::put), but does not wait.
            ///
            /// # Errors
            ///
            /// As [`put_for`](Self::put_for).
            #[track_caller]
            pub fn try_put(&self, item: &T) -> Result<(), ProxyError> {
                self.put_within(item, NOW)
            }

            #[track_caller]
            fn put_within(&self, item: &T, patience: Patience) -> Result<(), ProxyError> {
                let item = self.proxy.item(item)?;
                self.proxy.call(&QueueCall::Put(item, patience))
            }

            /// As [`get`](Self::get), but waits no longer than this.
            ///
            /// # Errors
            ///
            /// [`Refused::QueueEmpty`](crate::Refused::QueueEmpty) if nothing came in time;
            /// otherwise as [`get`](Self::get).
            #[track_caller]
            pub fn get_for(&self, time: Duration) -> Result<T, ProxyError> {
                self.get_within(Some(time))
            }

            /// As [`get`](Self::get), but does not wait.
            ///
            /// # Errors
            ///
            /// As [`get_for`](Self::get_for).
            #[track_caller]
            pub fn try_get(&self) -> Result<T, ProxyError> {
                self.get_within(NOW)
            }

            #[track_caller]
            fn get_within(&self, patience: Patience) -> Result<T, ProxyError> {
                let item: Item = self.proxy.call(&QueueCall::Get(patience))?;
                self.proxy.open(item)
            }

            /// How many items are in it. The answer may be old before it is read. One call.
            ///
            /// # Errors
            ///
            /// [`ProxyError`] if the server is gone.
            #[track_caller]
            pub fn len(&self) -> Result<usize, ProxyError> {
                self.proxy.call(&QueueCall::Len)
            }

            /// Whether there are none. The answer may be old before it is read. One call.
            ///
            /// # Errors
            ///
            /// As [`len`](Self::len).
            #[track_caller]
            pub fn is_empty(&self) -> Result<bool, ProxyError> {
                Ok(self.len()? == 0)
            }

            /// Whether there is no room. The answer may be old before it is read. One call.
            ///
            /// # Errors
            ///
            /// As [`len`](Self::len).
            #[track_caller]
            pub fn is_full(&self) -> Result<bool, ProxyError> {
                self.proxy.call(&QueueCall::IsFull)
            }
        }
    };
}

queue_calls!(QueueProxy);
queue_calls!(JoinableQueueProxy);

impl<T: Serialize + DeserializeOwned, C: Transport> JoinableQueueProxy<T, C> {
    // ANCHOR: join
    /// Says that an item that was taken out is finished. One call.
    ///
    /// # Errors
    ///
    /// [`Refused::CalledTooOften`](crate::Refused::CalledTooOften) if no item is
    /// unfinished; [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn task_done(&self) -> Result<(), ProxyError> {
        self.proxy.call(&QueueCall::TaskDone)
    }

    /// Waits until all items that were put in are finished. One call.
    ///
    /// An item that was taken out by a process that died stays unfinished.
    ///
    /// # Synchronization
    ///
    /// All that happened before each of their `task_done` → the return.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn join(&self) -> Result<(), ProxyError> {
        self.proxy.call::<_, bool>(&QueueCall::Join(None)).map(drop)
    }
    // ANCHOR_END: join

    /// As [`join`](Self::join), but waits no longer than this. Returns whether all are
    /// finished.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join).
    #[track_caller]
    pub fn join_for(&self, time: Duration) -> Result<bool, ProxyError> {
        self.proxy.call(&QueueCall::Join(Some(time)))
    }
}
