//! What comes of the tasks of a chunk.

use std::fmt;

use handles::live::pickle::from_message;
use handles::live::{PanicReport, PickleError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::error::PoolError;

/// Why a task has no result, though its worker lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Failure {
    /// It panicked.
    Panicked(PanicReport),
    /// It returned an error, or could not begin.
    Failed {
        /// What the error said.
        message: String,
    },
    /// Its argument cannot be made again in the worker.
    NotRead {
        /// Why not.
        message: String,
    },
    /// Its result cannot be pickled.
    NotSent {
        /// Why not.
        message: String,
    },
}

impl Failure {
    pub(super) fn not_read(error: PickleError) -> Failure {
        Failure::NotRead {
            message: error.to_string(),
        }
    }

    pub(super) fn not_sent(error: PickleError) -> Failure {
        Failure::NotSent {
            message: error.to_string(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Panicked(report) => report.fmt(f),
            Failure::Failed { message } => write!(f, "failed: {message}"),
            Failure::NotRead { message } => write!(f, "has an argument it cannot read: {message}"),
            Failure::NotSent { message } => write!(f, "has a result it cannot send: {message}"),
        }
    }
}

/// What came of all tasks of a chunk.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Outcomes {
    /// The worker.
    pub(super) pid: u32,
    /// The results, pickled, in order and without the failures.
    pub(super) values: ByteBuf,
    /// The failures by their place in the chunk, in order.
    pub(super) failures: Vec<(usize, Failure)>,
}

impl Outcomes {
    /// So many tasks, none of which has a result.
    pub(super) fn all_failed(count: usize, failure: &Failure) -> Outcomes {
        let none: [(); 0] = [];
        let values = postcard::to_stdvec(&none[..]).expect("nothing can be pickled");
        Outcomes {
            pid: std::process::id(),
            values: values.into(),
            failures: (0..count).map(|index| (index, failure.clone())).collect(),
        }
    }

    /// What came of each of so many tasks, the first of which has this place in its job.
    pub(super) fn into_results<R: DeserializeOwned>(
        self,
        first: usize,
        count: usize,
    ) -> impl Iterator<Item = (usize, Result<R, PoolError>)> {
        let pid = self.pid;
        let (values, unread) = match from_message::<Vec<R>>(&self.values) {
            Ok(values) => (values, String::new()),
            Err(error) => (Vec::new(), error.to_string()),
        };
        let mut values = values.into_iter();
        let mut failures = self.failures.into_iter().peekable();
        (0..count).map(move |place| {
            let index = first + place;
            let failure = failures.next_if(|(it, _)| *it == place);
            let result = match failure {
                Some((_, failure)) => Err(PoolError::of_task(index, pid, failure)),
                None => values.next().ok_or_else(|| PoolError::NotCarried {
                    index,
                    pid,
                    what: "has a result that cannot be read",
                    message: unread.clone(),
                }),
            };
            (index, result)
        })
    }
}
