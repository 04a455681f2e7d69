//! A condition: waiting, under a lock, for a change that another process makes.
//!
//! One word counts the notifications. Who waits remembers it while it still holds the
//! lock, lets go of the lock, and sleeps only if the word is the same: a notification
//! in between is not lost.

use super::patience::sleep;
use super::promises::{Exclusive, Monitor};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::time::Deadline;
use super::sync::{futex, name};
use crate::ReleaseError;

/// A condition with its lock, as `multiprocessing.Condition`.
///
/// A process can go on although nobody notified it: when it was about to sleep while
/// another one was woken, say. So it looks again, as [`Condition::wait_for`] does.
///
/// A process that dies while it sleeps keeps nobody from going on. One that dies after it
/// was woken takes its wake-up along, and the lock if it had it by then.
#[derive(Debug)]
#[repr(C)]
pub struct Condition<L> {
    lock: L,
    /// How many notifications there were. It starts again after 4,294,967,296, which
    /// would have to happen between a look and a sleep to be missed.
    turn: AtomicU32,
}

impl<L: Monitor> Condition<L> {
    /// A condition over this lock.
    #[must_use]
    pub fn new(lock: L) -> Condition<L> {
        let turn = AtomicU32::new(0);
        name(&turn, "turn");
        Condition { lock, turn }
    }

    /// The lock.
    pub fn lock(&self) -> &L {
        &self.lock
    }

    /// Lets go of the lock, waits to be notified, and takes the lock again, as deep as it
    /// was.
    ///
    /// # Errors
    ///
    /// If the caller does not hold the lock.
    ///
    /// # Synchronization
    ///
    /// That of the lock: what the notifier did under it is seen.
    #[track_caller]
    pub fn wait(&self) -> Result<(), ReleaseError> {
        self.sleep(None).map(|_in_time| ())
    }

    /// As [`Condition::wait`], but no longer than until the deadline. Returns whether it
    /// had not passed.
    ///
    /// It then waits for the lock, however long that takes, as CPython does: who has
    /// waited here holds the lock.
    ///
    /// # Errors
    ///
    /// As [`Condition::wait`].
    #[track_caller]
    pub fn wait_until(&self, deadline: Deadline) -> Result<bool, ReleaseError> {
        self.sleep(Some(deadline))
    }

    // ANCHOR: wait_for
    /// Waits until it is time.
    ///
    /// # Errors
    ///
    /// As [`Condition::wait`].
    #[track_caller]
    pub fn wait_for(&self, is_time: impl Fn() -> bool) -> Result<(), ReleaseError> {
        while !is_time() {
            self.wait()?;
        }
        Ok(())
    }
    // ANCHOR_END: wait_for

    /// As [`Condition::wait_for`], but no longer than until the deadline. Returns whether
    /// it is time.
    ///
    /// # Errors
    ///
    /// As [`Condition::wait`].
    #[track_caller]
    pub fn wait_for_until(
        &self,
        is_time: impl Fn() -> bool,
        deadline: Deadline,
    ) -> Result<bool, ReleaseError> {
        while !is_time() {
            if !self.wait_until(deadline)? {
                return Ok(is_time());
            }
        }
        Ok(true)
    }

    #[track_caller]
    // ANCHOR: sleep
    fn sleep(&self, until: Option<Deadline>) -> Result<bool, ReleaseError> {
        self.lock.must_be_held()?;
        let seen = self.turn.load(SeqCst);
        let depth = self.lock.let_go()?;
        let in_time = sleep(&self.turn, seen, until);
        self.lock.take_again(depth);
        Ok(in_time)
    }
    // ANCHOR_END: sleep

    // ANCHOR: notify
    /// Wakes at least so many of those who wait, or all if there are fewer.
    ///
    /// # Errors
    ///
    /// If the caller does not hold the lock.
    #[track_caller]
    pub fn notify(&self, count: usize) -> Result<(), ReleaseError> {
        self.lock.must_be_held()?;
        self.turn.fetch_add(1, SeqCst);
        futex::wake(&self.turn, count);
        Ok(())
    }
    // ANCHOR_END: notify

    /// Wakes all who wait.
    ///
    /// # Errors
    ///
    /// As [`Condition::notify`].
    #[track_caller]
    pub fn notify_all(&self) -> Result<(), ReleaseError> {
        self.notify(usize::MAX)
    }
}

impl<L: Monitor + Default> Default for Condition<L> {
    fn default() -> Condition<L> {
        Condition::new(L::default())
    }
}

/// To take a condition is to take its lock.
impl<L: Monitor> Exclusive for Condition<L> {
    #[track_caller]
    fn acquire(&self) {
        self.lock.acquire();
    }

    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        self.lock.release()
    }
}
