//! Some recursive lock: who uses it cannot know which one it is.

use std::fmt;
use std::sync::Arc;

use super::chapter::promises::Exclusive;
use crate::ReleaseError;

/// A recursive lock, free at first. A clone is the same lock.
#[derive(Clone)]
pub struct Lock(Arc<dyn Exclusive>);

/// A question about a lock.
pub type Question = verdict::Question<Lock>;

impl Lock {
    /// One of this kind.
    #[must_use]
    pub fn of<L: Exclusive + Default + 'static>() -> Lock {
        Lock(Arc::new(L::default()))
    }

    /// Waits until it is free or held by the caller, and takes it.
    pub fn acquire(&self) {
        self.0.acquire();
    }

    /// Gives it back once.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        self.0.release()
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It does not say which one it is.
        f.debug_struct("Lock").finish_non_exhaustive()
    }
}
