//! A lock that is waited for in a loop. It is slow, and right.

use super::chapter::promises::Exclusive;
use super::sync::atomic::{AtomicBool, Ordering::SeqCst};
use super::sync::{hint, name};
use crate::ReleaseError;

/// A lock.
#[derive(Debug)]
pub struct Lock {
    taken: AtomicBool,
}

impl Default for Lock {
    fn default() -> Lock {
        let taken = AtomicBool::new(false);
        name(&taken, "taken");
        Lock { taken }
    }
}

impl Exclusive for Lock {
    fn acquire(&self) {
        while self.taken.swap(true, SeqCst) {
            hint::spin_loop();
        }
    }

    fn release(&self) -> Result<(), ReleaseError> {
        self.taken.store(false, SeqCst);
        Ok(())
    }
}
