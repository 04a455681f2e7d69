//! The bug beside [`condition`](super::condition): it looks at the word only after it has
//! let go of the lock. A notification in between has changed the word already, and
//! nobody will change it again.

use super::promises::Monitor;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{futex, name};
use crate::ReleaseError;

/// A condition that loses notifications.
#[derive(Debug)]
#[repr(C)]
pub struct Condition<L> {
    lock: L,
    turn: AtomicU32,
}

impl<L: Monitor> Condition<L> {
    /// The lock.
    pub fn lock(&self) -> &L {
        &self.lock
    }

    /// Lets go of the lock, waits, and takes the lock again.
    ///
    /// # Errors
    ///
    /// If the caller does not hold the lock.
    pub fn wait(&self) -> Result<(), ReleaseError> {
        let depth = self.lock.let_go()?;
        futex::wait(&self.turn, self.turn.load(SeqCst));
        self.lock.take_again(depth);
        Ok(())
    }

    /// Waits until it is time.
    ///
    /// # Errors
    ///
    /// As [`Condition::wait`].
    pub fn wait_for(&self, is_time: impl Fn() -> bool) -> Result<(), ReleaseError> {
        while !is_time() {
            self.wait()?;
        }
        Ok(())
    }

    /// Wakes so many of those who wait.
    ///
    /// # Errors
    ///
    /// If the caller does not hold the lock.
    pub fn notify(&self, count: usize) -> Result<(), ReleaseError> {
        self.lock.must_be_held()?;
        self.turn.fetch_add(1, SeqCst);
        futex::wake(&self.turn, count);
        Ok(())
    }
}

impl<L: Default> Default for Condition<L> {
    fn default() -> Condition<L> {
        let turn = AtomicU32::new(0);
        name(&turn, "turn");
        Condition {
            lock: L::default(),
            turn,
        }
    }
}
