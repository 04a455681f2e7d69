//! The turn is a side, 0 or 1, and whoever comes last goes over to the other. Two are enough:
//! nobody is two rounds ahead.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};

/// A barrier.
#[derive(Debug)]
pub struct Barrier {
    parties: u32,
    here: AtomicU32,
    side: AtomicU32,
}

impl Barrier {
    /// A barrier for so many processes.
    pub fn new(parties: u32) -> Barrier {
        let here = AtomicU32::new(0);
        name(&here, "here");
        let side = AtomicU32::new(0);
        name(&side, "side");
        Barrier {
            parties,
            here,
            side,
        }
    }

    /// Waits until all have come.
    pub fn wait(&self) {
        let side = self.side.load(SeqCst);
        if self.here.fetch_add(1, SeqCst) + 1 == self.parties {
            self.here.store(0, SeqCst);
            self.side.fetch_xor(1, SeqCst);
            futex::wake(&self.side, usize::MAX);
            return;
        }
        while self.side.load(SeqCst) == side {
            futex::wait(&self.side, side);
        }
    }
}
