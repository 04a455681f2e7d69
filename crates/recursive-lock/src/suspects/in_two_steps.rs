//! A lock that is seen to be free in one step, and taken in the next.

use super::chapter::promises::Exclusive;
use super::sync::atomic::{AtomicBool, Ordering::SeqCst};
use super::sync::{hint, name};
use crate::ReleaseError;

/// A lock that lets two in.
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
        while self.taken.load(SeqCst) {
            hint::spin_loop();
        }
        self.taken.store(true, SeqCst);
    }

    fn release(&self) -> Result<(), ReleaseError> {
        self.taken.store(false, SeqCst);
        Ok(())
    }
}
