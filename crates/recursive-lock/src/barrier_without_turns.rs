//! The bug beside [`barrier`](super::barrier): who waits, waits for the count to be full.
//!
//! Who comes again at once is counted for the next time, and empties the count before a
//! slower one has seen that it was full.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};

/// A barrier that can be used once.
#[derive(Debug)]
#[repr(C)]
pub struct Barrier {
    parties: u32,
    arrived: AtomicU32,
}

impl Barrier {
    /// A barrier for so many.
    #[must_use]
    pub fn new(parties: u32) -> Barrier {
        let arrived = AtomicU32::new(0);
        name(&arrived, "arrived");
        Barrier { parties, arrived }
    }

    // ANCHOR: wait
    /// Waits until all have come.
    pub fn wait(&self) {
        let came = self.arrived.fetch_add(1, SeqCst) + 1;
        if came == self.parties {
            // For the next time.
            self.arrived.store(0, SeqCst);
            futex::wake(&self.arrived, usize::MAX);
            return;
        }
        loop {
            let seen = self.arrived.load(SeqCst);
            if seen == 0 {
                return;
            }
            futex::wait(&self.arrived, seen);
        }
    }
    // ANCHOR_END: wait
}
