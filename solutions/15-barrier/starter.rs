//! A barrier: nobody goes on before all have come, and then it can be used again.
//!
//! It looks right, and the first time it is: whoever comes last empties the count and
//! wakes the others. Yet there is a schedule in which one process is back for the second
//! round, another is still in the first, and both sleep for ever.

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
        // TODO(you): let nobody mix up one round and the next.
        let mut seen = self.here.fetch_add(1, SeqCst) + 1;
        if seen == self.parties {
            self.here.store(0, SeqCst);
            futex::wake(&self.here, usize::MAX);
            return;
        }
        while seen != 0 {
            futex::wait(&self.here, seen);
            seen = self.here.load(SeqCst);
        }
    }
}
