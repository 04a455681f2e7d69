//! The pool, as its owner sees it.

use std::fmt;
use std::rc::Rc;

use handles::live::pickle::refuse;
use handles::live::{Context, PickleError};
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use super::builder::Builder;
use super::chunks::Chunks;
use super::error::PoolError;
use super::imap::Imap;
use super::link::Link;
use super::result::AsyncResult;
use super::task::Task;

/// Workers that do tasks, as `multiprocessing.Pool`.
///
/// # Which worker does what
///
/// Tasks travel in *chunks*. Each worker has up to a millisecond of work before it and one
/// chunk more, so that it need not wait for the next. What a worker has not begun is taken
/// from it when another one has nothing to do and it has been at one chunk for a
/// millisecond: no task waits longer than that behind another chunk while a worker is idle.
/// Within a chunk, tasks wait for each other.
///
/// # Death
///
/// A worker that dies, however, is replaced. The chunk that it was at is lost: each of its
/// tasks has the error [`PoolError::WorkerDied`], and none is done twice. What it had not
/// begun, another one does.
///
/// # The end
///
/// Dropping the pool terminates it, as leaving a `with` block does. If the parent is killed,
/// the broker and the workers die with it. Workers are daemonic: a task cannot start
/// processes.
///
/// # Forked workers
///
/// They have a copy of what the parent's memory was when the pool was made; so have those
/// that are started later. The process that makes the pool must have one thread then.
///
/// # Synchronization
///
/// All that the parent did before it handed over a task → the task → all that the parent
/// does after it has its result. Two tasks are ordered by nothing.
pub struct Pool {
    pub(super) link: Rc<Link>,
    pub(super) workers: usize,
}

impl Pool {
    /// A pool of so many workers.
    ///
    /// It does not wait for them: that one could not begin, the first job tells.
    ///
    /// # Errors
    ///
    /// As [`Builder::start`].
    pub fn new(context: Context, workers: usize) -> Result<Pool, PoolError> {
        Pool::builder(context).workers(workers).start()
    }

    /// A pool with an initializer, or with workers that are replaced.
    pub fn builder(context: Context) -> Builder {
        Builder::new(context)
    }

    /// Number of workers.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The process id of the broker, while it runs.
    #[must_use]
    pub fn broker(&self) -> Option<u32> {
        self.link.broker()
    }

    /// This pool, with so many tasks in a chunk. By default a map is cut into four chunks for
    /// each worker, and an iterator into single tasks.
    #[must_use]
    pub fn chunk_size(&self, tasks: usize) -> Chunks<'_> {
        self.chunks().chunk_size(tasks)
    }

    /// This pool, with iterators that are at most so many tasks ahead of who reads them.
    #[must_use]
    pub fn lead(&self, tasks: usize) -> Chunks<'_> {
        self.chunks().lead(tasks)
    }

    fn chunks(&self) -> Chunks<'_> {
        Chunks {
            pool: self,
            size: None,
            lead: None,
        }
    }

    /// Runs one task, and waits for its result.
    ///
    /// # Errors
    ///
    /// As [`map`](Pool::map).
    pub fn apply<T, R>(&self, task: impl Task<T, R>, argument: T) -> Result<R, PoolError>
    where
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.apply_async(task, argument)?.get()
    }

    /// Runs one task, and goes on.
    ///
    /// # Errors
    ///
    /// As [`map_async`](Pool::map_async).
    pub fn apply_async<T, R>(
        &self,
        task: impl Task<T, R>,
        argument: T,
    ) -> Result<AsyncResult<R>, PoolError>
    where
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.chunks().start(task, || vec![argument], the_only_one)
    }

    /// Runs a task for each item, and returns the results in the order of the items.
    ///
    /// All items are taken before the first task begins; for an endless input there is
    /// [`imap`](Pool::imap). Every task is run, also when others fail.
    ///
    /// # Errors
    ///
    /// - The error of the first task that has one, in the order of the items.
    /// - [`PoolError::Argument`]: then no task was begun.
    /// - [`PoolError::NotRunning`], [`PoolError::NotRegistered`],
    ///   [`PoolError::WrongProcess`].
    /// - Why the pool has ended, if it has.
    pub fn map<T, R>(
        &self,
        task: impl Task<T, R>,
        items: impl IntoIterator<Item = T>,
    ) -> Result<Vec<R>, PoolError>
    where
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.chunks().map(task, items)
    }

    /// As [`map`](Pool::map), but goes on.
    ///
    /// # Errors
    ///
    /// As [`map`](Pool::map), but for those of the tasks, which
    /// [`get`](AsyncResult::get) returns.
    pub fn map_async<T, R>(
        &self,
        task: impl Task<T, R>,
        items: impl IntoIterator<Item = T>,
    ) -> Result<AsyncResult<Vec<R>>, PoolError>
    where
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.chunks().map_async(task, items)
    }

    /// The results one by one, in the order of the items. The first tasks begin at once.
    ///
    /// # Errors
    ///
    /// As [`map_async`](Pool::map_async); [`PoolError::Argument`] if the first item cannot be
    /// pickled. That a later one cannot is an error in its place.
    pub fn imap<T, R, I>(
        &self,
        task: impl Task<T, R>,
        items: I,
    ) -> Result<Imap<I::IntoIter, R>, PoolError>
    where
        I: IntoIterator<Item = T>,
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.chunks().imap(task, items)
    }

    /// The results one by one, as they arrive.
    ///
    /// # Errors
    ///
    /// As [`imap`](Pool::imap).
    pub fn imap_unordered<T, R, I>(
        &self,
        task: impl Task<T, R>,
        items: I,
    ) -> Result<Imap<I::IntoIter, R>, PoolError>
    where
        I: IntoIterator<Item = T>,
        T: Serialize,
        R: DeserializeOwned + 'static,
    {
        self.chunks().imap_unordered(task, items)
    }

    /// Takes no more jobs. What was begun goes on.
    ///
    /// # Errors
    ///
    /// [`PoolError::WrongProcess`].
    pub fn close(&self) -> Result<(), PoolError> {
        self.link.close()
    }

    /// Waits until all is done and all processes of the pool have ended. Results can still be
    /// asked for; an [`Imap`] takes no more items.
    ///
    /// # Errors
    ///
    /// [`PoolError::StillRunning`] before [`close`](Pool::close) and
    /// [`terminate`](Pool::terminate); [`PoolError::WrongProcess`]; why the pool has ended, if
    /// it has by itself.
    pub fn join(&self) -> Result<(), PoolError> {
        self.link.join()
    }

    /// Ends all processes of the pool, wherever they are, with SIGTERM, and waits for them. A
    /// lock that a worker holds stays held, unless the worker holds the signal back as long
    /// as it has the lock ([`os::HeldBack`]). A worker that still runs after a second is
    /// killed.
    /// Nothing is cleaned up: a lock that a worker holds stays held.
    ///
    /// What is not done has the error [`PoolError::Terminated`].
    ///
    /// # Errors
    ///
    /// [`PoolError::WrongProcess`].
    pub fn terminate(&self) -> Result<(), PoolError> {
        self.link.terminate()
    }
}

fn the_only_one<R>(mut results: Vec<R>) -> R {
    results.pop().expect("one task has one result")
}

impl Drop for Pool {
    fn drop(&mut self) {
        // Refused only to the copy in a forked child, whose pool it is not.
        let _ = self.link.stop();
    }
}

/// Always refused: the other process would take this one's results.
impl Serialize for Pool {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        refuse::<S>(PickleError::NotSerializable {
            object: "Pool",
            message: "pool objects cannot be passed between processes or pickled".into(),
        })
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("workers", &self.workers)
            .field("broker", &self.broker())
            .finish_non_exhaustive()
    }
}
