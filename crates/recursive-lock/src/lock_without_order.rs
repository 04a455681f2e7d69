//! The bug beside [`lock`](super::lock): it excludes, and orders nothing.
//!
//! Every step is `Relaxed`. One process is inside at a time, and yet the next one need
//! not see what the last one wrote. No interleaving shows it; loom does.

use super::promises::Exclusive;
use super::sync::atomic::{AtomicU32, Ordering::Relaxed};
use super::sync::futex;
use crate::ReleaseError;

/// A lock that guards no memory.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct Lock {
    word: AtomicU32,
}

impl Exclusive for Lock {
    fn acquire(&self) {
        // Relaxed, here and below: that is the bug.
        while self.word.swap(1, Relaxed) != 0 {
            futex::wait(&self.word, 1);
        }
    }

    fn release(&self) -> Result<(), ReleaseError> {
        if self.word.swap(0, Relaxed) == 0 {
            return Err(ReleaseError::TooManyTimes);
        }
        futex::wake(&self.word, 1);
        Ok(())
    }
}
