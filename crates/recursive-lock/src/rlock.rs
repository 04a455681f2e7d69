//! A lock that its holder may take again.
//!
//! Beside the lock two words: who holds it, and how often. Only the holder ever writes
//! its own name there, so a process that reads its own name is the holder; whatever
//! else it reads, it is not.

use super::lock::Lock;
use super::promises::{Exclusive, Monitor};
use super::sync::atomic::{AtomicU32, Ordering::Relaxed};
use super::sync::time::Deadline;
use super::sync::{fold, name, thread};
use crate::ReleaseError;

/// No thread has this number.
const NOBODY: u32 = 0;

/// A recursive lock, as `multiprocessing.RLock`.
///
/// The holder is a thread of a process. A child that is forked while its parent holds
/// the lock is another thread, and does not hold it.
///
/// If the holder dies, the lock stays held for ever; or until the kernel gives its number
/// to another thread, which then seems to hold it. Processes in different PID namespaces
/// must not share one.
#[derive(Debug)]
#[repr(C)]
pub struct RLock {
    lock: Lock,
    /// The thread that holds it.
    owner: AtomicU32,
    /// How often it has taken it. Only the owner looks.
    depth: AtomicU32,
}

impl RLock {
    /// A free lock.
    #[must_use]
    pub fn new() -> RLock {
        let owner = AtomicU32::new(NOBODY);
        let depth = AtomicU32::new(0);
        name(&owner, "owner");
        name(&depth, "depth");
        fold(&owner);
        fold(&depth);
        RLock {
            lock: Lock::new(),
            owner,
            depth,
        }
    }

    /// The lock, called by this name in witnesses.
    #[must_use]
    pub fn named(self, called: &'static str) -> RLock {
        RLock {
            lock: self.lock.named(called),
            ..self
        }
    }

    /// Whether the caller holds the lock.
    #[must_use]
    #[track_caller]
    pub fn is_mine(&self) -> bool {
        // Relaxed: nobody but this thread writes its own number here, and a thread sees
        // what it wrote itself.
        self.owner.load(Relaxed) == thread::tid()
    }

    /// How often the caller holds the lock.
    #[must_use]
    #[track_caller]
    pub fn depth(&self) -> u32 {
        if self.is_mine() {
            // Relaxed: only the owner touches it, under the lock.
            self.depth.load(Relaxed)
        } else {
            0
        }
    }

    /// Whether somebody holds the lock. The answer may be old before it is read.
    #[must_use]
    #[track_caller]
    pub fn is_held(&self) -> bool {
        self.lock.is_held()
    }

    /// Takes the lock if it is free or held by the caller. Returns whether it was.
    ///
    /// # Synchronization
    ///
    /// The `release` that freed the lock happens before an acquisition that succeeds.
    ///
    /// # Panics
    ///
    /// If the caller holds it 4,294,967,295 times.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> bool {
        let me = thread::tid();
        self.goes_deeper(me) || self.lock.try_acquire() && self.begins(me)
    }

    // ANCHOR: acquire
    /// Waits until the lock is free or held by the caller, and takes it.
    ///
    /// # Synchronization
    ///
    /// As [`RLock::try_acquire`].
    ///
    /// # Panics
    ///
    /// As [`RLock::try_acquire`].
    #[inline]
    #[track_caller]
    pub fn acquire(&self) {
        let me = thread::tid();
        if !self.goes_deeper(me) {
            self.lock.acquire();
            self.begins(me);
        }
    }
    // ANCHOR_END: acquire

    /// As [`RLock::acquire`], but waits no longer than until the deadline. Returns
    /// whether it took the lock.
    ///
    /// # Panics
    ///
    /// As [`RLock::try_acquire`].
    #[must_use]
    #[track_caller]
    pub fn acquire_until(&self, deadline: Deadline) -> bool {
        let me = thread::tid();
        self.goes_deeper(me) || self.lock.acquire_until(deadline) && self.begins(me)
    }

    // ANCHOR: deeper
    /// Takes the lock once more, if the caller holds it already. Returns whether so.
    #[inline]
    #[track_caller]
    fn goes_deeper(&self, me: u32) -> bool {
        // Relaxed, here and below: see `is_mine`; the lock orders the rest.
        if self.owner.load(Relaxed) != me {
            return false;
        }
        let depth = self.depth.load(Relaxed);
        let deeper = depth.checked_add(1).expect("a lock is taken too often");
        self.depth.store(deeper, Relaxed);
        true
    }

    /// Writes down that the caller holds the lock, once. Always true.
    #[inline]
    #[track_caller]
    fn begins(&self, me: u32) -> bool {
        // Relaxed, here and below: as in `goes_deeper`.
        self.owner.store(me, Relaxed);
        self.depth.store(1, Relaxed);
        true
    }
    // ANCHOR_END: deeper

    // ANCHOR: release
    /// Gives the lock back once. When it has been given back as often as it was taken,
    /// it is free.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    ///
    /// # Synchronization
    ///
    /// The last `release` happens before the acquisition that takes the lock next.
    #[inline]
    #[track_caller]
    pub fn release(&self) -> Result<(), ReleaseError> {
        let caller = thread::tid();
        // Relaxed, here and below: as in `goes_deeper`.
        if self.owner.load(Relaxed) != caller {
            return Err(ReleaseError::NotOwner { caller });
        }
        let depth = self.depth.load(Relaxed) - 1;
        self.depth.store(depth, Relaxed);
        if depth > 0 {
            return Ok(());
        }
        // Before the lock is free: the next owner writes its name there.
        self.owner.store(NOBODY, Relaxed);
        self.lock.release()
    }
    // ANCHOR_END: release
}

impl Default for RLock {
    fn default() -> RLock {
        RLock::new()
    }
}

impl Exclusive for RLock {
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

impl Monitor for RLock {
    #[track_caller]
    fn let_go(&self) -> Result<u32, ReleaseError> {
        self.must_be_held()?;
        // Relaxed, here and below: as in `goes_deeper`.
        let depth = self.depth.load(Relaxed);
        self.depth.store(1, Relaxed);
        self.release().map(|()| depth)
    }

    #[track_caller]
    fn take_again(&self, depth: u32) {
        self.acquire();
        self.depth.store(depth, Relaxed);
    }

    #[track_caller]
    fn must_be_held(&self) -> Result<(), ReleaseError> {
        let not_owner = ReleaseError::NotOwner {
            caller: thread::tid(),
        };
        self.is_mine().then_some(()).ok_or(not_owner)
    }
}
