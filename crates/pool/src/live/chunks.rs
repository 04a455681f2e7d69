//! How many tasks travel together, and the jobs that are cut so.

use std::fmt;
use std::rc::Rc;

use handles::live::PickleError;
use handles::live::pickle::for_message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::entries::check_registered;
use super::error::PoolError;
use super::gather::Gather;
use super::imap::Imap;
use super::link::Link;
use super::messages::{Chunk, LONG, ToBroker, Work, add};
use super::pool::Pool;
use super::result::AsyncResult;
use super::stream::Order;
use super::task::{Task, name_of};

/// A pool with a chunk size or a lead of the caller's choice. Made by
/// [`Pool::chunk_size`] and [`Pool::lead`].
#[derive(Clone, Copy)]
pub struct Chunks<'p> {
    pub(super) pool: &'p Pool,
    pub(super) size: Option<usize>,
    pub(super) lead: Option<usize>,
}

/// By default a job is cut so that each worker gets so many chunks, as in CPython.
const CHUNKS_A_WORKER: usize = 4;

/// By default an iterator has so many chunks for each worker done in advance.
const LEAD_A_WORKER: usize = 64;

impl Chunks<'_> {
    /// Lets so many tasks travel together.
    #[must_use]
    pub fn chunk_size(mut self, tasks: usize) -> Self {
        self.size = Some(tasks);
        self
    }

    /// Lets an iterator be so many tasks ahead of who reads it.
    #[must_use]
    pub fn lead(mut self, tasks: usize) -> Self {
        self.lead = Some(tasks);
        self
    }

    /// As [`Pool::map`].
    ///
    /// # Errors
    ///
    /// As there; [`PoolError::EmptyChunks`].
    pub fn map<T, R>(
        self,
        task: impl Task<T, R>,
        items: impl IntoIterator<Item = T>,
    ) -> Result<Vec<R>, PoolError>
    where
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.map_async(task, items)?.get()
    }

    /// As [`Pool::map_async`].
    ///
    /// # Errors
    ///
    /// As there; [`PoolError::EmptyChunks`].
    pub fn map_async<T, R>(
        self,
        task: impl Task<T, R>,
        items: impl IntoIterator<Item = T>,
    ) -> Result<AsyncResult<Vec<R>>, PoolError>
    where
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.start(task, || items.into_iter().collect(), |results| results)
    }

    /// As [`Pool::imap`].
    ///
    /// # Errors
    ///
    /// As there; [`PoolError::EmptyChunks`], [`PoolError::NoLead`].
    pub fn imap<T, R, I>(
        self,
        task: impl Task<T, R>,
        items: I,
    ) -> Result<Imap<I::IntoIter, R>, PoolError>
    where
        I: IntoIterator<Item = T>,
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.stream(task, items, Order::OfItems)
    }

    /// As [`Pool::imap_unordered`].
    ///
    /// # Errors
    ///
    /// As there; [`PoolError::EmptyChunks`], [`PoolError::NoLead`].
    pub fn imap_unordered<T, R, I>(
        self,
        task: impl Task<T, R>,
        items: I,
    ) -> Result<Imap<I::IntoIter, R>, PoolError>
    where
        I: IntoIterator<Item = T>,
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.stream(task, items, Order::OfArrival)
    }

    /// Whether this can be begun.
    fn check<F>(&self, task: &F) -> Result<&'static str, PoolError> {
        self.pool.link.is_running()?;
        let name = name_of(task);
        check_registered(name)?;
        if self.size == Some(0) {
            return Err(PoolError::EmptyChunks);
        }
        if self.lead == Some(0) {
            return Err(PoolError::NoLead);
        }
        Ok(name)
    }

    /// Starts a job whose results go together into one `O`.
    pub(super) fn start<T, R, O>(
        self,
        task: impl Task<T, R>,
        // A panic in the caller's iterator must find the pool as it was.
        items: impl FnOnce() -> Vec<T>,
        join: fn(Vec<R>) -> O,
    ) -> Result<AsyncResult<O>, PoolError>
    where
        T: Serialize,
        R: DeserializeOwned + 'static,
        O: 'static,
    {
        let task = self.check(&task)?;
        let items = items();
        let even = items.len().div_ceil(CHUNKS_A_WORKER * self.pool.workers);
        let size = self.size.unwrap_or(even).max(1);
        let chunks = items.len().div_ceil(size);
        // All is pickled before anything is begun: if one of them cannot be, nothing is.
        let works: Result<Vec<_>, PoolError> = items
            .chunks(size)
            .enumerate()
            .map(|(chunk, items)| {
                work(task, items).map_err(|error| first_refused(chunk * size, items, error))
            })
            .collect();
        let works = works?;
        let job = Rc::new(Gather::new(chunks, join));
        let link = Rc::clone(&self.pool.link);
        let result = AsyncResult::new(Rc::clone(&link), Rc::clone(&job) as _);
        if chunks > 0 {
            let number = link.add_job(job);
            let counts = items.chunks(size).map(<[T]>::len);
            let mut first = 0;
            let mut outbox = Outbox::default();
            for (work, count) in works.into_iter().zip(counts) {
                let chunk = Chunk {
                    job: number,
                    first,
                    count,
                    of_whole: Some(chunks),
                    work: work.into(),
                };
                first += count;
                outbox.put(&link, chunk)?;
            }
            outbox.send(&link)?;
        }
        Ok(result)
    }

    fn stream<T, R, I>(
        self,
        task: impl Task<T, R>,
        items: I,
        order: Order,
    ) -> Result<Imap<I::IntoIter, R>, PoolError>
    where
        I: IntoIterator<Item = T>,
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        let task = self.check(&task)?;
        let size = self.size.unwrap_or(1);
        let lead = self
            .lead
            .unwrap_or(LEAD_A_WORKER * self.pool.workers * size);
        let link = Rc::clone(&self.pool.link);
        Imap::new(link, task, items.into_iter(), order, size, lead)
    }
}

/// What a worker does with these items.
pub(super) fn work<T: Serialize>(task: &str, items: &[T]) -> Result<Vec<u8>, PickleError> {
    let items = for_message(&items)?;
    let mut bytes = Vec::with_capacity(items.len() + task.len() + size_of::<u64>());
    add(
        &mut bytes,
        &Work {
            task,
            items: &items,
        },
    );
    Ok(bytes)
}

/// The first of these items that cannot be pickled.
fn first_refused<T: Serialize>(first: usize, items: &[T], error: PickleError) -> PoolError {
    let refused = items.iter().map(for_message).position(|it| it.is_err());
    PoolError::Argument {
        index: first + refused.unwrap_or(0),
        source: error.into(),
    }
}

/// Messages that are sent together.
#[derive(Default)]
pub(super) struct Outbox(Vec<u8>);

impl Outbox {
    /// Sends this with the others.
    pub(super) fn put(&mut self, link: &Link, chunk: Chunk) -> Result<(), PoolError> {
        add(&mut self.0, &ToBroker::Do(chunk));
        if self.0.len() >= LONG {
            return self.send(link);
        }
        Ok(())
    }

    /// Sends what there is.
    pub(super) fn send(&mut self, link: &Link) -> Result<(), PoolError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let messages = std::mem::take(&mut self.0);
        link.send(&messages)
    }
}

impl fmt::Debug for Chunks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks")
            .field("size", &self.size)
            .field("lead", &self.lead)
            .finish_non_exhaustive()
    }
}
