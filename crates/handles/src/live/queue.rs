//! Queues.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZero;
use std::time::{Duration, Instant};

use os::{OsError, Patience};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::closable::Closable;
use super::context::Context;
use super::handle::Handle;
use super::pickle::{for_message, from_message};
use super::pipe::{PassedPipe, Pipe};
use super::queue_error::{QueueError, refuse_closed};
use crate::real::room::Room;
use crate::real::sync::time::Deadline;

/// How long who waits for a place may sleep before it looks whether a reader died.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

// ANCHOR: queue
/// Items on their way between processes: each is taken out once, by whoever comes first,
/// as from `multiprocessing.Queue`.
///
/// The items lie in the kernel. There is no lock and no feeder thread, so any number of
/// processes and threads may put in and take out at once.
///
/// - When [`put`](Queue::put) returns, the item is in the queue, and outlives who put it
///   in.
/// - A process that is killed in [`get`](Queue::get) has taken one item or none. The
///   others go on.
/// - A process ends without waiting for its items to be read: to join it before the queue
///   is drained waits only if it is still in `put`, because the queue is full.
/// - The items of one process stay in order.
///
/// A clone leads to the same queue. A forked child inherits it; a spawned one gets it with
/// its arguments; in a message it is refused. When the last process that has it is gone,
/// the kernel drops the items that nobody took.
///
/// # Death
///
/// A queue with a bound has a place for each item. A reader that dies takes no place
/// along. A writer that is killed inside `put` may take one along: from then on the queue
/// has room for one item less.
pub struct Queue<T> {
    inside: Closable<Inside>,
    items: PhantomData<fn(T) -> T>,
}

struct Inside {
    pipe: Pipe,
    room: Handle<Room>,
}
// ANCHOR_END: queue

impl Context {
    /// A queue for processes of this start method, with room for `most` items; for as many
    /// as the kernel holds when none is given. Of small items, the kernel holds some
    /// hundreds at least.
    ///
    /// # Errors
    ///
    /// [`OsError::Wire`] or [`OsError::Map`] when the kernel has no descriptors or no
    /// memory left.
    pub fn queue<T>(self, most: Option<NonZero<u32>>) -> Result<Queue<T>, OsError> {
        Ok(Queue::over(Inside {
            pipe: Pipe::new(self.method())?,
            room: self.share(Room::new(most.map(NonZero::get)))?,
        }))
    }
}

impl<T> Queue<T> {
    fn over(inside: Inside) -> Self {
        Queue {
            inside: Closable::new(inside),
            items: PhantomData,
        }
    }

    /// Puts an item in, and waits while the queue is full.
    ///
    /// # Synchronization
    ///
    /// It happens before the `get` that takes the item.
    ///
    /// # Errors
    ///
    /// [`QueueError::Closed`]; [`QueueError::Pickle`] when the item cannot be pickled, at
    /// once, also when the queue is full; [`QueueError::Os`] when the kernel refuses. The
    /// item was not put in then, and takes no place.
    pub fn put(&self, item: &T) -> Result<(), QueueError>
    where
        T: Serialize,
    {
        self.put_within(item, Patience::Endless)
    }

    /// As [`put`](Queue::put), but waits no longer than this.
    ///
    /// # Errors
    ///
    /// As [`put`](Queue::put); also [`QueueError::Full`].
    pub fn put_within(&self, item: &T, patience: Patience) -> Result<(), QueueError>
    where
        T: Serialize,
    {
        self.put_pickled(for_message(item)?, patience)
    }

    pub(super) fn put_pickled(&self, item: Vec<u8>, patience: Patience) -> Result<(), QueueError> {
        self.inside.open()?.put(item, patience)
    }

    /// As [`put`](Queue::put), but does not wait.
    ///
    /// # Errors
    ///
    /// As [`put_within`](Queue::put_within).
    pub fn try_put(&self, item: &T) -> Result<(), QueueError>
    where
        T: Serialize,
    {
        self.put_within(item, Patience::None)
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
        self.get_within(Patience::Endless)
    }

    /// As [`get`](Queue::get), but waits no longer than this.
    ///
    /// # Errors
    ///
    /// As [`get`](Queue::get); also [`QueueError::Empty`].
    pub fn get_within(&self, patience: Patience) -> Result<T, QueueError>
    where
        T: DeserializeOwned,
    {
        let item = self.inside.open()?.get(patience)?;
        Ok(from_message(&item)?)
    }

    /// As [`get`](Queue::get), but does not wait.
    ///
    /// # Errors
    ///
    /// As [`get_within`](Queue::get_within).
    pub fn try_get(&self) -> Result<T, QueueError>
    where
        T: DeserializeOwned,
    {
        self.get_within(Patience::None)
    }

    /// Whether there was no item when the kernel looked. It is a guess: the answer may be
    /// old before it is read. An item that this process put in, and that nobody takes, is
    /// seen.
    ///
    /// # Errors
    ///
    /// [`QueueError::Closed`]; [`QueueError::Os`] when the kernel refuses.
    pub fn is_empty(&self) -> Result<bool, QueueError> {
        Ok(self.inside.open()?.pipe.is_empty()?)
    }

    /// How many items there are, as `qsize`. It is a guess: the answer may be old before
    /// it is read, and while several processes put in and take out it may never have been
    /// true.
    ///
    /// # Errors
    ///
    /// As [`is_empty`](Queue::is_empty).
    pub fn len(&self) -> Result<u64, QueueError> {
        let inside = self.inside.open()?;
        let items = inside.room.items();
        // The counts say nothing of what a dead reader took; the kernel does.
        Ok(if inside.pipe.is_empty()? {
            0
        } else {
            items.max(1)
        })
    }

    /// Closes it in this process, for all clones: every later call says so. To close it
    /// twice is fine. A call that another thread has begun goes on. Other processes keep
    /// the queue, and its items.
    pub fn close(&self) {
        self.inside.close();
    }

    /// The queue as a part of a handle of this type.
    pub(super) fn pack<S: Serializer>(
        &self,
        object: &'static str,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let Ok(inside) = self.inside.open() else {
            return refuse_closed::<S>("Queue");
        };
        // The pipe first: so it is that which is refused, and by this name.
        (inside.pipe.part_of(object), &inside.room).serialize(serializer)
    }

    /// The queue that arrived as a part of a handle of this type.
    pub(super) fn arrived<E: serde::de::Error>(
        (pipe, room): PassedQueue,
        object: &str,
    ) -> Result<Self, E> {
        let pipe = Pipe::arrived(&pipe, object)?;
        Ok(Queue::over(Inside { pipe, room }))
    }
}

/// A queue on its way to a spawned child.
pub(super) type PassedQueue = (PassedPipe, Handle<Room>);

impl Inside {
    // ANCHOR: inside
    fn put(&self, mut item: Vec<u8>, patience: Patience) -> Result<(), QueueError> {
        self.claim(patience)?;
        item.extend(self.room.stamp().to_le_bytes());
        let sent = self.pipe.put(&item, patience);
        if let Ok(true) = sent {
            self.room.put();
            return Ok(());
        }
        self.room.unclaim();
        sent?;
        Err(QueueError::Full)
    }

    fn get(&self, patience: Patience) -> Result<Vec<u8>, QueueError> {
        let mut item = self.pipe.get(patience)?;
        let (_, stamp) = item.split_last_chunk().ok_or(QueueError::Truncated)?;
        self.room.taken(u64::from_le_bytes(*stamp));
        item.truncate(item.len() - size_of::<u64>());
        Ok(item)
    }
    // ANCHOR_END: inside

    /// Takes a place.
    fn claim(&self, patience: Patience) -> Result<(), QueueError> {
        let is_empty = || self.pipe.is_empty().unwrap_or(false);
        if self.room.claim_now(is_empty) {
            return Ok(());
        }
        loop {
            let left = match patience {
                Patience::None => Duration::ZERO,
                Patience::Until(time) => time.saturating_duration_since(Instant::now()),
                Patience::Endless => LOOK_AGAIN,
            };
            if left.is_zero() {
                return Err(QueueError::Full);
            }
            let deadline = Deadline::after(left.min(LOOK_AGAIN));
            if self.room.claim_until(deadline, is_empty) {
                return Ok(());
            }
        }
    }
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        Queue {
            inside: self.inside.clone(),
            items: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

/// Only while a process is being spawned; elsewhere it is refused.
impl<T> Serialize for Queue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.pack(type_name::<Self>(), serializer)
    }
}

impl<'de, T> Deserialize<'de> for Queue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Queue::arrived(PassedQueue::deserialize(deserializer)?, type_name::<Self>())
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::StartMethod;

    /// Long enough for any machine.
    fn long() -> Patience {
        Patience::after(Duration::from_secs(20))
    }

    fn one_place() -> Queue<u32> {
        let one = NonZero::new(1);
        Context::new(StartMethod::Fork).queue(one).unwrap()
    }

    /// What a reader has done that dies before it tells.
    fn take_and_die(queue: &Queue<u32>) {
        queue.inside.open().unwrap().pipe.get(long()).unwrap();
    }

    #[test]
    fn the_place_of_a_dead_reader_comes_back() {
        let queue = one_place();
        for item in 0..3 {
            queue.try_put(&item).unwrap();
            assert!(matches!(queue.try_put(&item), Err(QueueError::Full)));
            take_and_die(&queue);
            assert_eq!(queue.len().unwrap(), 0);
        }
        queue.try_put(&7).unwrap();
        assert_eq!(queue.try_get().unwrap(), 7);
    }

    #[test]
    fn who_waits_notices_that_the_reader_died() {
        let queue = one_place();
        queue.put(&1).unwrap();
        thread::scope(|scope| {
            let writer = scope.spawn(|| queue.put_within(&2, long()));
            // Until it is about to sleep.
            while queue.inside.open().unwrap().room.waiting() == 0 {
                thread::yield_now();
            }
            take_and_die(&queue);
            writer.join().unwrap().unwrap();
        });
        assert_eq!(queue.try_get().unwrap(), 2);
    }
}
