//! The count is never emptied: divided by the number of parties, it says which round it is.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};

/// A barrier.
#[derive(Debug)]
pub struct Barrier {
    parties: u32,
    here: AtomicU32,
}

impl Barrier {
    /// A barrier for so many processes.
    pub fn new(parties: u32) -> Barrier {
        let here = AtomicU32::new(0);
        name(&here, "here");
        Barrier { parties, here }
    }

    /// Waits until all have come.
    pub fn wait(&self) {
        let came = self.here.fetch_add(1, SeqCst);
        let round = came / self.parties;
        if (came + 1).is_multiple_of(self.parties) {
            futex::wake(&self.here, usize::MAX);
            return;
        }
        loop {
            let seen = self.here.load(SeqCst);
            if seen / self.parties > round {
                return;
            }
            futex::wait(&self.here, seen);
        }
    }
}
