//! The bug beside [`bounded_semaphore`](super::bounded_semaphore): it looks, and then it
//! adds. Two processes that look at once both find room.

use super::promises::Permits;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};
use crate::ReleaseError;

/// A semaphore that can have more permits than it started with.
#[derive(Debug)]
#[repr(C)]
pub struct BoundedSemaphore {
    permits: AtomicU32,
    most: u32,
}

impl Permits for BoundedSemaphore {
    fn with(permits: u32) -> BoundedSemaphore {
        let (most, permits) = (permits, AtomicU32::new(permits));
        name(&permits, "permits");
        BoundedSemaphore { permits, most }
    }

    fn acquire(&self) {
        let less = |permits: u32| permits.checked_sub(1);
        while self.permits.fetch_update(SeqCst, SeqCst, less).is_err() {
            futex::wait(&self.permits, 0);
        }
    }

    // ANCHOR: release
    fn release(&self) -> Result<(), ReleaseError> {
        if self.permits.load(SeqCst) >= self.most {
            return Err(ReleaseError::TooManyTimes);
        }
        self.permits.fetch_add(1, SeqCst);
        futex::wake(&self.permits, 1);
        Ok(())
    }
    // ANCHOR_END: release

    fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}
