//! A semaphore: a number of permits.
//!
//! Two words: how many permits are left, and how many processes wait for one. Who
//! releases adds the permit first and then looks whether somebody waits; who waits says
//! so first and then looks whether there is a permit. One of the two sees the other,
//! if all four steps are `SeqCst`.

use super::patience::sleep;
use super::promises::{Exclusive, Permits};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::time::Deadline;
use super::sync::{futex, name};
use crate::{ReleaseError, TooManyPermits};

/// The most permits that there can be, as for POSIX semaphores.
pub const MOST: u32 = i32::MAX as u32;

/// Lets so many processes in at a time, as `multiprocessing.Semaphore`.
///
/// It is not fair. A process that dies with a permit takes it along, and one that dies
/// after it was woken takes the wake-up along, as with [`Lock`](super::lock::Lock).
#[derive(Debug)]
#[repr(C)]
pub struct Semaphore {
    permits: AtomicU32,
    /// How many wait or are about to. One that died while it waited is counted for ever,
    /// and each release then asks the kernel to wake somebody.
    waiting: AtomicU32,
}

impl Semaphore {
    /// A semaphore with so many permits.
    ///
    /// # Errors
    ///
    /// If there are more than [`MOST`].
    pub fn new(permits: u32) -> Result<Semaphore, TooManyPermits> {
        if permits > MOST {
            return Err(TooManyPermits { asked: permits });
        }
        let semaphore = Semaphore {
            permits: AtomicU32::new(permits),
            waiting: AtomicU32::new(0),
        };
        name(&semaphore.permits, "permits");
        name(&semaphore.waiting, "waiting");
        Ok(semaphore)
    }

    /// Takes a permit if there is one. Returns whether there was.
    ///
    /// # Synchronization
    ///
    /// The `release` that added the permit happens before it.
    #[must_use]
    #[track_caller]
    pub fn try_acquire(&self) -> bool {
        let less = |permits: u32| permits.checked_sub(1);
        self.permits.fetch_update(SeqCst, SeqCst, less).is_ok()
    }

    /// Waits until there is a permit, and takes it.
    ///
    /// # Synchronization
    ///
    /// As [`Semaphore::try_acquire`].
    #[track_caller]
    pub fn acquire(&self) {
        self.wait(None);
    }

    /// As [`Semaphore::acquire`], but waits no longer than until the deadline. Returns
    /// whether it took a permit.
    #[must_use]
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> bool {
        self.wait(Some(deadline))
    }

    #[track_caller]
    fn wait(&self, until: Option<Deadline>) -> bool {
        while !self.try_acquire() {
            self.waiting.fetch_add(1, SeqCst);
            let in_time = sleep(&self.permits, 0, until);
            self.waiting.fetch_sub(1, SeqCst);
            if !in_time {
                return false;
            }
        }
        true
    }

    /// Adds a permit, and wakes one of those who wait.
    ///
    /// # Errors
    ///
    /// If there are [`MOST`] permits already.
    ///
    /// # Synchronization
    ///
    /// It happens before the acquisition that takes the permit.
    #[track_caller]
    pub fn release(&self) -> Result<(), ReleaseError> {
        self.release_up_to(MOST)
    }

    // ANCHOR: release
    /// As [`Semaphore::release`], with another bound. To compare and to add is one step.
    #[track_caller]
    pub(super) fn release_up_to(&self, most: u32) -> Result<(), ReleaseError> {
        let more = |permits: u32| (permits < most).then(|| permits + 1);
        if self.permits.fetch_update(SeqCst, SeqCst, more).is_err() {
            return Err(ReleaseError::TooManyTimes);
        }
        if self.waiting.load(SeqCst) > 0 {
            futex::wake(&self.permits, 1);
        }
        Ok(())
    }
    // ANCHOR_END: release

    /// How many permits are left. The answer may be old before it is read.
    #[must_use]
    #[track_caller]
    pub fn permits(&self) -> u32 {
        self.permits.load(SeqCst)
    }
}

/// A semaphore with one permit excludes as a lock does.
impl Exclusive for Semaphore {
    #[track_caller]
    fn acquire(&self) {
        self.acquire();
    }

    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        self.release()
    }
}

impl Permits for Semaphore {
    fn with(permits: u32) -> Self {
        Self::new(permits).expect("there are few permits")
    }

    #[track_caller]
    fn acquire(&self) {
        self.acquire();
    }

    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        self.release()
    }

    #[track_caller]
    fn permits(&self) -> u32 {
        self.permits()
    }
}
