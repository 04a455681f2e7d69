//! A barrier with a turn: who waits, waits for the turn to change, and not for the count,
//! which those of the next round change as well.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};

/// A barrier.
#[derive(Debug)]
pub struct Barrier {
    parties: u32,
    here: AtomicU32,
    turn: AtomicU32,
}

impl Barrier {
    /// A barrier for so many processes.
    pub fn new(parties: u32) -> Barrier {
        let here = AtomicU32::new(0);
        name(&here, "here");
        let turn = AtomicU32::new(0);
        name(&turn, "turn");
        Barrier {
            parties,
            here,
            turn,
        }
    }

    /// Waits until all have come.
    pub fn wait(&self) {
        let turn = self.turn.load(SeqCst);
        if self.here.fetch_add(1, SeqCst) + 1 == self.parties {
            self.here.store(0, SeqCst);
            self.turn.fetch_add(1, SeqCst);
            futex::wake(&self.turn, usize::MAX);
            return;
        }
        while self.turn.load(SeqCst) == turn {
            futex::wait(&self.turn, turn);
        }
    }
}
