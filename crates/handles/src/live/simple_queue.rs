//! A simple queue: a socket pair, and nothing beside it.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use os::{OsError, Patience};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::closable::Closable;
use super::context::Context;
use super::pickle::{for_message, from_message};
use super::pipe::{PassedPipe, Pipe};
use super::queue_error::{QueueError, refuse_closed};

/// A queue without a bound and without a count, as `multiprocessing.SimpleQueue`.
///
/// What [`Queue`](super::Queue) says of items, processes, death and closing is true of it,
/// too. It holds as many items as the kernel does.
pub struct SimpleQueue<T> {
    pipe: Closable<Pipe>,
    items: PhantomData<fn(T) -> T>,
}

impl Context {
    /// A simple queue for processes of this start method.
    ///
    /// # Errors
    ///
    /// [`OsError::Wire`] when the kernel has no descriptors left.
    pub fn simple_queue<T>(self) -> Result<SimpleQueue<T>, OsError> {
        Ok(SimpleQueue::over(Pipe::new(self.method())?))
    }
}

impl<T> SimpleQueue<T> {
    fn over(pipe: Pipe) -> Self {
        SimpleQueue {
            pipe: Closable::new(pipe),
            items: PhantomData,
        }
    }

    // ANCHOR: put_and_get
    /// Puts an item in, and waits while the kernel has no room for it.
    ///
    /// # Synchronization
    ///
    /// It happens before the `get` that takes the item.
    ///
    /// # Errors
    ///
    /// [`QueueError::Closed`]; [`QueueError::Pickle`] when the item cannot be pickled;
    /// [`QueueError::Os`] when the kernel refuses. The item was not put in then.
    pub fn put(&self, item: &T) -> Result<(), QueueError>
    where
        T: Serialize,
    {
        let pipe = self.pipe.open()?;
        let sent = pipe.put(&for_message(item)?, Patience::Endless)?;
        debug_assert!(sent, "endless patience ends with a sent item");
        Ok(())
    }

    /// Waits for an item, and takes it out.
    ///
    /// # Errors
    ///
    /// [`QueueError::Closed`]; [`QueueError::Truncated`] and [`QueueError::Pickle`] when an
    /// item was taken out that is not whole or not a `T`; [`QueueError::Os`] when the
    /// kernel refuses.
    pub fn get(&self) -> Result<T, QueueError>
    where
        T: DeserializeOwned,
    {
        let bytes = self.pipe.open()?.get(Patience::Endless)?;
        Ok(from_message(&bytes)?)
    }
    // ANCHOR_END: put_and_get

    /// Whether there is no item. The answer may be old before it is read.
    ///
    /// # Errors
    ///
    /// [`QueueError::Closed`]; [`QueueError::Os`] when the kernel refuses.
    pub fn is_empty(&self) -> Result<bool, QueueError> {
        Ok(self.pipe.open()?.is_empty()?)
    }

    /// Closes it in this process, for all clones. To close it twice is fine.
    pub fn close(&self) {
        self.pipe.close();
    }
}

impl<T> Clone for SimpleQueue<T> {
    fn clone(&self) -> Self {
        SimpleQueue {
            pipe: self.pipe.clone(),
            items: PhantomData,
        }
    }
}

impl<T> fmt::Debug for SimpleQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimpleQueue").finish_non_exhaustive()
    }
}

/// Only while a process is being spawned; elsewhere it is refused.
impl<T> Serialize for SimpleQueue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Ok(pipe) = self.pipe.open() else {
            return refuse_closed::<S>("SimpleQueue");
        };
        pipe.part_of(type_name::<Self>()).serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for SimpleQueue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let passed = PassedPipe::deserialize(deserializer)?;
        Pipe::arrived(&passed, type_name::<Self>()).map(Self::over)
    }
}
