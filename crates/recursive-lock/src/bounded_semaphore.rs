//! A semaphore that never has more permits than it started with.

use super::promises::{Exclusive, Permits};
use super::semaphore::Semaphore;
use super::sync::time::Deadline;
use crate::{ReleaseError, TooManyPermits};

/// As [`Semaphore`], with an error for who gives back what it did not take, as
/// `multiprocessing.BoundedSemaphore`. CPython looks and then adds; here that is one
/// step.
#[derive(Debug)]
#[repr(C)]
pub struct BoundedSemaphore {
    inside: Semaphore,
    most: u32,
}

impl BoundedSemaphore {
    /// A semaphore with so many permits, and never more.
    ///
    /// # Errors
    ///
    /// As [`Semaphore::new`].
    pub fn new(permits: u32) -> Result<BoundedSemaphore, TooManyPermits> {
        Ok(BoundedSemaphore {
            inside: Semaphore::new(permits)?,
            most: permits,
        })
    }

    /// As [`Semaphore::try_acquire`].
    #[must_use]
    #[track_caller]
    pub fn try_acquire(&self) -> bool {
        self.inside.try_acquire()
    }

    /// As [`Semaphore::acquire`].
    #[track_caller]
    pub fn acquire(&self) {
        self.inside.acquire();
    }

    /// As [`Semaphore::acquire_until`].
    #[must_use]
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> bool {
        self.inside.acquire_until(deadline)
    }

    /// As [`Semaphore::release`].
    ///
    /// # Errors
    ///
    /// If there are as many permits as there were at the start. Nothing is changed then.
    #[track_caller]
    pub fn release(&self) -> Result<(), ReleaseError> {
        self.inside.release_up_to(self.most)
    }

    /// As [`Semaphore::permits`].
    #[must_use]
    #[track_caller]
    pub fn permits(&self) -> u32 {
        self.inside.permits()
    }
}

impl Exclusive for BoundedSemaphore {
    #[track_caller]
    fn acquire(&self) {
        self.acquire();
    }

    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        self.release()
    }
}

impl Permits for BoundedSemaphore {
    fn with(permits: u32) -> Self {
        Self::new(permits).expect("there are few permits")
    }

    #[track_caller]
    fn acquire(&self) {
        self.acquire();
    }

    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        self.release()
    }

    #[track_caller]
    fn permits(&self) -> u32 {
        self.permits()
    }
}
