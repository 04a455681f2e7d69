//! What can go wrong with a pool and its tasks.

use std::sync::Arc;

use handles::live::{PanicReport, PickleError, ProcessError};
use os::{ExitStatus, OsError};

use super::messages::Broken;
use super::outcome::Failure;

/// A pool cannot do what it was asked for, or a task has no result.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// A pool of no workers was asked for.
    #[error("Number of processes must be at least 1")]
    NoWorkers,

    /// Workers that may do nothing were asked for.
    #[error("a worker must be allowed at least 1 chunk before it is replaced")]
    NoChunks,

    /// Chunks of no tasks were asked for.
    #[error("Chunksize must be 1+, not 0")]
    EmptyChunks,

    /// An iterator that may have nothing done was asked for.
    #[error("the lead must be at least 1")]
    NoLead,

    /// `main` did not begin as it must.
    #[error(
        "a pool needs its entries: begin main() with \
         `handles::live::bootstrap(pool::tasks![…])`"
    )]
    NotBootstrapped,

    /// A worker would not find the function.
    #[error(
        "a worker cannot find {task}: begin main() with \
         `handles::live::bootstrap(pool::tasks![…])`, and name it there"
    )]
    NotRegistered {
        /// The path of the function.
        task: &'static str,
    },

    /// It was closed or has ended.
    #[error("Pool not running")]
    NotRunning,

    /// It was not closed.
    #[error("Pool is still running: call close() or terminate() first")]
    StillRunning,

    /// It was terminated before the task was done.
    #[error("the pool was terminated before this was done")]
    Terminated,

    /// The result was not there in time.
    #[error("the result is not there yet: ask again, or wait longer")]
    TimedOut,

    /// The result was handed over before.
    #[error("the result was taken before: it is given once")]
    ResultTaken,

    /// The task panicked.
    #[error("task {index} {report}, in worker {pid}")]
    Panicked {
        /// The place of the task in its job.
        index: usize,
        /// The worker.
        pid: u32,
        /// What the panic said, and where.
        report: PanicReport,
    },

    /// The task returned an error; see [`fallible`](super::fallible).
    #[error("task {index} failed in worker {pid}: {message}")]
    Failed {
        /// The place of the task in its job.
        index: usize,
        /// The worker.
        pid: u32,
        /// What the error said.
        message: String,
    },

    /// The worker died at the chunk of the task.
    #[error("task {index} is lost: worker {pid} {status} while it ran its chunk")]
    WorkerDied {
        /// The place of the task in its job.
        index: usize,
        /// The worker.
        pid: u32,
        /// How it ended.
        status: ExitStatus,
    },

    /// The argument cannot be pickled.
    #[error("task {index} cannot be sent: {source}")]
    Argument {
        /// The place of the task in its job.
        index: usize,
        /// Why not.
        source: Arc<PickleError>,
    },

    /// The argument or the result could not cross between the processes.
    #[error("task {index} {what} in worker {pid}: {message}")]
    NotCarried {
        /// The place of the task in its job.
        index: usize,
        /// The worker.
        pid: u32,
        /// Which of the two.
        what: &'static str,
        /// Why not.
        message: String,
    },

    /// The initializer has failed. No worker can work, so the pool has ended.
    #[error("the initializer {failure}, in worker {pid}")]
    Initializer {
        /// The worker.
        pid: u32,
        /// What happened.
        failure: Failure,
    },

    /// A worker ended before it was ready. The next one would too, so the pool has ended.
    #[error("worker {pid} {status} before it was ready: see what it wrote to standard error")]
    NeverReady {
        /// The worker.
        pid: u32,
        /// How it ended.
        status: ExitStatus,
    },

    /// The broker could not go on.
    #[error("the pool's broker cannot go on: {message}")]
    Refused {
        /// What it said.
        message: String,
    },

    /// The broker has ended by itself, and the workers with it.
    #[error("the pool's broker {status}: let nobody kill it")]
    BrokerDied {
        /// How it ended.
        status: ExitStatus,
    },

    /// Another process made the pool.
    #[error("a pool works in the process that made it: that is {made_by}, and this is {here}")]
    WrongProcess {
        /// The process that made it.
        made_by: u32,
        /// The process that tried.
        here: u32,
    },

    /// The initializer's argument cannot be given to workers.
    #[error("the initializer's argument cannot be given to workers: {0}")]
    InitializerArgument(Arc<PickleError>),

    /// The broker could not be started, or not be waited for.
    #[error(transparent)]
    Process(Arc<ProcessError>),

    /// The kernel refused.
    #[error(transparent)]
    Os(Arc<OsError>),
}

impl From<ProcessError> for PoolError {
    fn from(refused: ProcessError) -> PoolError {
        PoolError::Process(Arc::new(refused))
    }
}

impl From<OsError> for PoolError {
    fn from(refused: OsError) -> PoolError {
        PoolError::Os(Arc::new(refused))
    }
}

impl From<Broken> for PoolError {
    fn from(broken: Broken) -> PoolError {
        match broken {
            Broken::Initializer { pid, failure } => PoolError::Initializer { pid, failure },
            Broken::NeverReady { pid, status } => PoolError::NeverReady { pid, status },
            Broken::Refused { message } => PoolError::Refused { message },
        }
    }
}

impl PoolError {
    /// What became of the task at this place of its job.
    pub(super) fn of_task(index: usize, pid: u32, failure: Failure) -> PoolError {
        match failure {
            Failure::Panicked(report) => PoolError::Panicked { index, pid, report },
            Failure::Failed { message } => PoolError::Failed {
                index,
                pid,
                message,
            },
            Failure::NotRead { message } => PoolError::NotCarried {
                index,
                pid,
                what: "has an argument that cannot be read",
                message,
            },
            Failure::NotSent { message } => PoolError::NotCarried {
                index,
                pid,
                what: "has a result that cannot be sent",
                message,
            },
        }
    }
}
