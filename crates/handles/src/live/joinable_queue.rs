//! A queue that knows when all of its items are done.

use std::any::type_name;
use std::fmt;
use std::num::NonZero;
use std::time::Instant;

use os::{OsError, Patience};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::closable::Closable;
use super::context::Context;
use super::handle::Handle;
use super::pickle::for_message;
use super::queue::{PassedQueue, Queue};
use super::queue_error::{QueueError, refuse_closed};
use crate::real::sync::time::Deadline;
use crate::real::unfinished::Unfinished;

/// A [`Queue`] whose readers say when they are done with an item, as
/// `multiprocessing.JoinableQueue`.
///
/// # Death
///
/// A reader that dies between [`get`](JoinableQueue::get) and
/// [`task_done`](JoinableQueue::task_done) leaves its item unfinished, and then
/// [`join`](JoinableQueue::join) waits for ever; a writer that is killed inside `put` may
/// do the same. Who must survive that uses [`join_within`](JoinableQueue::join_within).
pub struct JoinableQueue<T> {
    queue: Queue<T>,
    unfinished: Closable<Handle<Unfinished>>,
}

impl Context {
    /// As [`Context::queue`].
    ///
    /// # Errors
    ///
    /// As [`Context::queue`].
    pub fn joinable_queue<T>(
        self,
        most: Option<NonZero<u32>>,
    ) -> Result<JoinableQueue<T>, OsError> {
        Ok(JoinableQueue {
            queue: self.queue(most)?,
            unfinished: Closable::new(self.share(Unfinished::new())?),
        })
    }
}

impl<T> JoinableQueue<T> {
    /// As [`Queue::put`].
    ///
    /// # Errors
    ///
    /// As [`Queue::put`].
    pub fn put(&self, item: &T) -> Result<(), QueueError>
    where
        T: Serialize,
    {
        self.put_within(item, Patience::Endless)
    }

    // ANCHOR: put
    /// As [`Queue::put_within`].
    ///
    /// # Errors
    ///
    /// As [`Queue::put_within`].
    pub fn put_within(&self, item: &T, patience: Patience) -> Result<(), QueueError>
    where
        T: Serialize,
    {
        let unfinished = self.unfinished.open()?;
        let item = for_message(item)?;
        // Before the item is there: who takes it may be done with it at once.
        unfinished.add();
        self.queue.put_pickled(item, patience).inspect_err(|_| {
            let counted = unfinished.done();
            debug_assert_eq!(counted, Ok(()), "it was counted above");
        })
    }
    // ANCHOR_END: put

    /// As [`Queue::try_put`].
    ///
    /// # Errors
    ///
    /// As [`Queue::try_put`].
    pub fn try_put(&self, item: &T) -> Result<(), QueueError>
    where
        T: Serialize,
    {
        self.put_within(item, Patience::None)
    }

    /// As [`Queue::get`]. Each item is to be followed by one
    /// [`task_done`](JoinableQueue::task_done).
    ///
    /// # Errors
    ///
    /// As [`Queue::get`].
    pub fn get(&self) -> Result<T, QueueError>
    where
        T: DeserializeOwned,
    {
        self.queue.get()
    }

    /// As [`Queue::get_within`].
    ///
    /// # Errors
    ///
    /// As [`Queue::get_within`].
    pub fn get_within(&self, patience: Patience) -> Result<T, QueueError>
    where
        T: DeserializeOwned,
    {
        self.queue.get_within(patience)
    }

    /// As [`Queue::try_get`].
    ///
    /// # Errors
    ///
    /// As [`Queue::try_get`].
    pub fn try_get(&self) -> Result<T, QueueError>
    where
        T: DeserializeOwned,
    {
        self.queue.try_get()
    }

    /// Says that an item that was taken out is done.
    ///
    /// # Synchronization
    ///
    /// It happens before a `join` that returns because of it.
    ///
    /// # Errors
    ///
    /// [`QueueError::CalledTooOften`] when all items are done; [`QueueError::Closed`].
    pub fn task_done(&self) -> Result<(), QueueError> {
        Ok(self.unfinished.open()?.done()?)
    }

    /// Waits until all items that were put in are done.
    ///
    /// # Errors
    ///
    /// [`QueueError::Closed`].
    pub fn join(&self) -> Result<(), QueueError> {
        self.unfinished.open()?.wait();
        Ok(())
    }

    /// As [`join`](JoinableQueue::join), but waits no longer than this. Returns whether
    /// all are done.
    ///
    /// # Errors
    ///
    /// As [`join`](JoinableQueue::join).
    pub fn join_within(&self, patience: Patience) -> Result<bool, QueueError> {
        let left = match patience {
            Patience::None => return self.unfinished().map(|items| items == 0),
            Patience::Until(time) => time.saturating_duration_since(Instant::now()),
            Patience::Endless => return self.join().map(|()| true),
        };
        Ok(self.unfinished.open()?.wait_until(Deadline::after(left)))
    }

    /// How many items are not done. The answer may be old before it is read.
    ///
    /// # Errors
    ///
    /// [`QueueError::Closed`].
    pub fn unfinished(&self) -> Result<u32, QueueError> {
        Ok(self.unfinished.open()?.items())
    }

    /// As [`Queue::is_empty`].
    ///
    /// # Errors
    ///
    /// As [`Queue::is_empty`].
    pub fn is_empty(&self) -> Result<bool, QueueError> {
        self.queue.is_empty()
    }

    /// As [`Queue::len`].
    ///
    /// # Errors
    ///
    /// As [`Queue::len`].
    pub fn len(&self) -> Result<u64, QueueError> {
        self.queue.len()
    }

    /// As [`Queue::close`].
    pub fn close(&self) {
        self.queue.close();
        self.unfinished.close();
    }
}

impl<T> Clone for JoinableQueue<T> {
    fn clone(&self) -> Self {
        JoinableQueue {
            queue: self.queue.clone(),
            unfinished: self.unfinished.clone(),
        }
    }
}

impl<T> fmt::Debug for JoinableQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinableQueue").finish_non_exhaustive()
    }
}

/// Its queue, as a part of it.
struct Part<'a, T>(&'a Queue<T>, &'static str);

impl<T> Serialize for Part<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.pack(self.1, serializer)
    }
}

/// Only while a process is being spawned; elsewhere it is refused.
impl<T> Serialize for JoinableQueue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Ok(unfinished) = self.unfinished.open() else {
            return refuse_closed::<S>("JoinableQueue");
        };
        let queue = Part(&self.queue, type_name::<Self>());
        (queue, &*unfinished).serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for JoinableQueue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (queue, unfinished) = <(PassedQueue, _)>::deserialize(deserializer)?;
        Ok(JoinableQueue {
            queue: Queue::arrived(queue, type_name::<Self>())?,
            unfinished: Closable::new(unfinished),
        })
    }
}
