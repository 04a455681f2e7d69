//! A lock: one word with three values.
//!
//! The word says whether the lock is held, and whether somebody may be waiting for it.
//! So a lock that nobody waits for is taken and given back without the kernel
//! (Drepper, *Futexes Are Tricky*, 2011: `mutex2`).

use super::patience::sleep;
use super::promises::{Exclusive, Monitor};
use super::sync::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use super::sync::time::Deadline;
use super::sync::{enter, fold, futex, leave, name};
use crate::ReleaseError;

// ANCHOR: words
/// Nobody holds it.
const FREE: u32 = 0;
/// Somebody holds it, and nobody waits.
const HELD: u32 = 1;
/// Somebody holds it, and somebody may wait.
const AWAITED: u32 = 2;
// ANCHOR_END: words

/// A lock that any process may give back, as `multiprocessing.Lock`.
///
/// It is not fair: whoever asks at the right moment may overtake those who wait.
///
/// # Death
///
/// If its holder dies, it stays held for ever. If a process dies after it was woken and
/// before it took the lock, the wake-up dies with it: another one that waits sleeps on,
/// though the lock is free, until somebody asks for the lock in vain and gives it back.
/// Who must survive that waits with a deadline, and looks again.
#[derive(Debug)]
#[repr(transparent)]
pub struct Lock {
    word: AtomicU32,
}

impl Lock {
    /// A free lock.
    #[must_use]
    pub fn new() -> Lock {
        let word = AtomicU32::new(FREE);
        name(&word, "lock");
        fold(&word);
        Lock { word }
    }

    /// The lock, called by this name in witnesses.
    #[must_use]
    pub fn named(self, called: &'static str) -> Lock {
        name(&self.word, called);
        self
    }

    // ANCHOR: take
    /// Takes the lock if it is free. Returns whether it was.
    ///
    /// # Synchronization
    ///
    /// The `release` that freed the lock happens before an acquisition that succeeds.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> bool {
        // Acquire: what the last holder did is seen. Relaxed: who fails sees nothing.
        let taken = self.word.compare_exchange(FREE, HELD, Acquire, Relaxed);
        if taken.is_ok() {
            enter(&self.word);
        }
        taken.is_ok()
    }
    // ANCHOR_END: take

    // ANCHOR: acquire
    /// Waits until the lock is free, and takes it.
    ///
    /// # Synchronization
    ///
    /// As [`Lock::try_acquire`].
    ///
    /// # Deadlocks
    ///
    /// A process that holds the lock and asks again waits for itself.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) {
        if !self.try_acquire() {
            self.wait(None);
        }
    }
    // ANCHOR_END: acquire

    /// As [`Lock::acquire`], but waits no longer than until the deadline. Returns
    /// whether it took the lock.
    #[must_use]
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> bool {
        self.try_acquire() || self.wait(Some(deadline))
    }

    // ANCHOR: wait
    /// Takes the lock, however often it has to sleep for it. Returns whether it did so
    /// before the deadline.
    #[cold]
    #[track_caller]
    fn wait(&self, until: Option<Deadline>) -> bool {
        // Who has waited cannot know whether others do, and leaves a word that says so:
        // at worst its `release` wakes nobody. Acquire: as above.
        while self.word.swap(AWAITED, Acquire) != FREE {
            if !sleep(&self.word, AWAITED, until) {
                return false;
            }
        }
        enter(&self.word);
        true
    }
    // ANCHOR_END: wait

    // ANCHOR: release
    /// Gives the lock back, whoever holds it, and wakes one of those who wait.
    ///
    /// # Errors
    ///
    /// If it is free: it stays so.
    ///
    /// # Synchronization
    ///
    /// It happens before the acquisition that takes the lock next.
    #[inline]
    #[track_caller]
    pub fn release(&self) -> Result<(), ReleaseError> {
        // Release: what the holder did is seen by the next one.
        let was = self.word.swap(FREE, Release);
        if was == FREE {
            return Err(ReleaseError::TooManyTimes);
        }
        leave(&self.word);
        if was == AWAITED {
            futex::wake(&self.word, 1);
        }
        Ok(())
    }
    // ANCHOR_END: release

    /// Whether somebody holds the lock. The answer may be old before it is read.
    #[must_use]
    pub fn is_held(&self) -> bool {
        // Relaxed: a guess orders nothing.
        self.word.load(Relaxed) != FREE
    }
}

impl Default for Lock {
    fn default() -> Lock {
        Lock::new()
    }
}

impl Exclusive for Lock {
    #[inline]
    #[track_caller]
    fn acquire(&self) {
        self.acquire();
    }

    #[inline]
    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        self.release()
    }
}

impl Monitor for Lock {
    #[track_caller]
    fn let_go(&self) -> Result<u32, ReleaseError> {
        self.release().map(|()| 1)
    }

    #[track_caller]
    fn take_again(&self, _depth: u32) {
        self.acquire();
    }

    fn must_be_held(&self) -> Result<(), ReleaseError> {
        // It does not know by whom.
        self.is_held()
            .then_some(())
            .ok_or(ReleaseError::TooManyTimes)
    }
}
