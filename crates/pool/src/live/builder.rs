//! What a pool is made with.

use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread::available_parallelism;

use handles::StartMethod;
use handles::live::Context;
use serde::Serialize;

use super::broker::{Brief, broker};
use super::entries::{check_registered, is_bootstrapped};
use super::error::PoolError;
use super::initializer::{Call, Given, Initializer};
use super::link::Link;
use super::messages::End;
use super::pool::Pool;
use super::task::Task;

/// A pool that is not started. Made by [`Pool::builder`].
#[must_use = "it is no pool before it is started"]
pub struct Builder {
    context: Context,
    workers: Option<usize>,
    most: Option<u64>,
    initializer: Option<Box<dyn Given>>,
}

impl Builder {
    pub(super) fn new(context: Context) -> Builder {
        Builder {
            context,
            workers: None,
            most: None,
            initializer: None,
        }
    }

    /// Lets it have so many workers; by default as many as this process has CPUs.
    pub fn workers(mut self, workers: usize) -> Builder {
        self.workers = Some(workers);
        self
    }

    /// Lets a new worker take the place of each that has done so many chunks. (In CPython
    /// too, `maxtasksperchild` counts a chunk as one task.)
    pub fn max_chunks_per_worker(mut self, chunks: u64) -> Builder {
        self.most = Some(chunks);
        self
    }

    /// Lets each worker first call this function with this argument. It is named in
    /// [`tasks!`](crate::tasks) as tasks are; one that can fail is
    /// [`fallible`](super::fallible).
    ///
    /// Forked workers inherit the argument, spawned ones are given it as an argument of
    /// theirs: so it may hold handles, which tasks may not. Typically it puts them where the
    /// tasks find them, into a `static` of the worker.
    ///
    /// If it fails in one worker, the pool ends, with [`PoolError::Initializer`]. (In CPython
    /// workers are started and fail for ever.)
    pub fn initializer<I: Serialize + Send + 'static>(
        mut self,
        initializer: impl Task<I, ()>,
        argument: I,
    ) -> Builder {
        self.initializer = Some(Box::new(Call {
            task: initializer,
            argument: Mutex::new(Some(argument)),
        }));
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// - [`PoolError::NoWorkers`], [`PoolError::NoChunks`].
    /// - [`PoolError::NotBootstrapped`]; [`PoolError::NotRegistered`], of the initializer.
    /// - [`PoolError::InitializerArgument`] when spawned workers cannot be given it.
    /// - [`PoolError::Process`] when this process is daemonic, or has several threads and
    ///   wants to fork; [`PoolError::Os`] and [`PoolError::Process`] when the kernel refuses.
    pub fn start(self) -> Result<Pool, PoolError> {
        let workers = self
            .workers
            .unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
        if workers == 0 {
            return Err(PoolError::NoWorkers);
        }
        if self.most == Some(0) {
            return Err(PoolError::NoChunks);
        }
        if !is_bootstrapped() {
            return Err(PoolError::NotBootstrapped);
        }
        let method = self.context.method();
        let initializer = match self.initializer {
            None => Initializer::Nothing,
            Some(given) => {
                check_registered(given.task())?;
                let travels = given.on_its_way(method);
                travels.map_err(|error| PoolError::InitializerArgument(Arc::new(error)))?
            }
        };
        let (wire, theirs) = End::pair()?;
        let brief = Brief {
            wire: theirs,
            workers,
            spawns: method == StartMethod::Spawn,
            most: self.most,
            initializer,
        };
        let mut process = self.context.process(broker, brief).named("PoolBroker");
        process.start()?;
        Ok(Pool {
            link: Rc::new(Link::new(wire, process)),
            workers,
        })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("context", &self.context)
            .field("workers", &self.workers)
            .field("max_chunks_per_worker", &self.most)
            .field(
                "initializer",
                &self.initializer.as_ref().map(|it| it.task()),
            )
            .finish()
    }
}
