//! The bug beside [`semaphore`](super::semaphore): who looks and then takes are two
//! steps, and two processes take one permit.

use super::promises::Permits;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};
use crate::ReleaseError;

/// A semaphore that gives one permit to two processes.
#[derive(Debug)]
#[repr(transparent)]
pub struct Semaphore {
    permits: AtomicU32,
}

impl Permits for Semaphore {
    fn with(permits: u32) -> Semaphore {
        let permits = AtomicU32::new(permits);
        name(&permits, "permits");
        Semaphore { permits }
    }

    fn acquire(&self) {
        loop {
            let permits = self.permits.load(SeqCst);
            if permits > 0 {
                self.permits.store(permits - 1, SeqCst);
                return;
            }
            futex::wait(&self.permits, 0);
        }
    }

    fn release(&self) -> Result<(), ReleaseError> {
        self.permits.fetch_add(1, SeqCst);
        futex::wake(&self.permits, 1);
        Ok(())
    }

    fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}
