//! Misconception: if everybody counts itself in and out, the count is right for the next
//! round. Who leaves first takes itself off before a slower one has seen that all were here.

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
        let mut seen = self.here.fetch_add(1, SeqCst) + 1;
        if seen == self.parties {
            futex::wake(&self.here, usize::MAX);
        }
        while seen < self.parties {
            futex::wait(&self.here, seen);
            seen = self.here.load(SeqCst);
        }
        self.here.fetch_sub(1, SeqCst);
    }
}
