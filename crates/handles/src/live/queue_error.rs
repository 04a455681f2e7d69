//! What can go wrong with queues.

use os::OsError;
use serde::Serializer;

use super::error::PickleError;
use super::pickle::refuse;
use crate::CalledTooOften;

/// A call of a queue did not do what it says.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// It was closed in this process.
    #[error("queue is closed")]
    Closed,

    /// There was no room in time. The item was not put in.
    #[error("queue is full")]
    Full,

    /// There was no item in time.
    #[error("queue is empty")]
    Empty,

    /// An item was taken out, and not all of it came. It is lost.
    #[error("an item did not arrive whole")]
    Truncated,

    /// The item cannot be pickled, and was not put in; or what was taken out is another
    /// thing.
    #[error(transparent)]
    Pickle(#[from] PickleError),

    /// [`task_done`](super::JoinableQueue::task_done) was called more often than there
    /// were items.
    #[error(transparent)]
    CalledTooOften(#[from] CalledTooOften),

    /// The kernel refused: for instance a descriptor that a long item needs. An item that
    /// was being taken out is lost then.
    #[error(transparent)]
    Os(OsError),
}

impl From<OsError> for QueueError {
    fn from(error: OsError) -> Self {
        match error {
            OsError::Truncated => QueueError::Truncated,
            error => QueueError::Os(error),
        }
    }
}

/// A queue that is closed cannot be given to anybody.
pub(super) fn refuse_closed<S: Serializer>(object: &'static str) -> Result<S::Ok, S::Error> {
    let message = QueueError::Closed.to_string();
    refuse::<S>(PickleError::NotSerializable { object, message })
}
