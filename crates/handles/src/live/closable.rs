//! What can be closed in this process, for all who have a clone of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::queue_error::QueueError;

/// Something that is there until somebody closes it.
pub(super) struct Closable<C>(Arc<Mutex<Option<Arc<C>>>>);

impl<C> Closable<C> {
    pub(super) fn new(contents: C) -> Self {
        Closable(Arc::new(Mutex::new(Some(Arc::new(contents)))))
    }

    /// What is there. A call that has begun goes on with it after it was closed.
    pub(super) fn open(&self) -> Result<Arc<C>, QueueError> {
        self.contents().clone().ok_or(QueueError::Closed)
    }

    /// The contents are dropped when the last call that uses them returns.
    pub(super) fn close(&self) {
        let contents = self.contents().take();
        drop(contents);
    }

    fn contents(&self) -> MutexGuard<'_, Option<Arc<C>>> {
        // To clone an `Arc` or to take it out leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C> Clone for Closable<C> {
    fn clone(&self) -> Self {
        Closable(Arc::clone(&self.0))
    }
}
