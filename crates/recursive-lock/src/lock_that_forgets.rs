//! The bug beside [`lock`](super::lock): who wakes up forgets that others wait.
//!
//! It takes the lock as if nobody did. When it gives the lock back it sees no reason to
//! wake anybody, and the others sleep for ever.

use super::promises::Exclusive;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};
use crate::ReleaseError;

const FREE: u32 = 0;
const HELD: u32 = 1;
const AWAITED: u32 = 2;

/// A lock that loses wake-ups when three or more processes want it.
#[derive(Debug)]
#[repr(transparent)]
pub struct Lock {
    word: AtomicU32,
}

impl Default for Lock {
    fn default() -> Lock {
        let word = AtomicU32::new(FREE);
        name(&word, "lock");
        Lock { word }
    }
}

impl Exclusive for Lock {
    // ANCHOR: acquire
    fn acquire(&self) {
        while self
            .word
            .compare_exchange(FREE, HELD, SeqCst, SeqCst)
            .is_err()
        {
            // It says that it waits only while the lock is held.
            let _ = self.word.compare_exchange(HELD, AWAITED, SeqCst, SeqCst);
            futex::wait(&self.word, AWAITED);
        }
    }
    // ANCHOR_END: acquire

    fn release(&self) -> Result<(), ReleaseError> {
        match self.word.swap(FREE, SeqCst) {
            FREE => Err(ReleaseError::TooManyTimes),
            HELD => Ok(()),
            _ => {
                futex::wake(&self.word, 1);
                Ok(())
            }
        }
    }
}
