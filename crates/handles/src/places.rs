//! The bug beside [`room`](super::room): the bound of a queue as a semaphore, one permit
//! for each item that there is room for.
//!
//! CPython's queues have theirs so. To take an item and to give back its place are two
//! steps, and a reader that dies between them takes the place along.

use super::locks::bounded_semaphore::BoundedSemaphore;
use crate::{ReleaseError, TooManyPermits};

// ANCHOR: places
/// The places of a queue that has a bound. Who puts an item in takes a place first, and
/// who has taken an item out gives its place back.
#[derive(Debug)]
pub struct Places(BoundedSemaphore);

impl Places {
    /// So many places, all free.
    ///
    /// # Errors
    ///
    /// If there are more than a semaphore has permits.
    pub fn new(most: u32) -> Result<Places, TooManyPermits> {
        BoundedSemaphore::new(most).map(Places)
    }

    /// Waits until there is a place, and takes it.
    #[track_caller]
    pub fn take(&self) {
        self.0.acquire();
    }

    /// Gives a place back, and wakes one of those who wait.
    ///
    /// # Errors
    ///
    /// If all places are free. They stay so.
    #[track_caller]
    pub fn give_back(&self) -> Result<(), ReleaseError> {
        self.0.release()
    }
}
// ANCHOR_END: places
