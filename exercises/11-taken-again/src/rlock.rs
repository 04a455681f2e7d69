//! A lock that its holder may take again: a plain lock, and beside it the number of
//! the thread that holds it.
//!
//! Who finds its own number there need not wait for itself. One thing that a holder
//! must know is not written down.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};

/// No thread has this number.
const NOBODY: u32 = 0;

/// A recursive lock.
#[derive(Debug)]
pub struct RLock {
    lock: Lock,
    owner: AtomicU32,
}

impl RLock {
    /// A free lock.
    pub fn new() -> RLock {
        let lock = Lock::new();
        let owner = AtomicU32::new(NOBODY);
        name(&owner, "owner");
        RLock { lock, owner }
    }

    /// Waits until the lock is free or held by the caller, and takes it.
    pub fn acquire(&self) {
        let me = thread::tid();
        if self.owner.load(SeqCst) == me {
            return;
        }
        self.lock.acquire();
        self.owner.store(me, SeqCst);
    }

    // TODO(you): free the lock when it was given back as often as it was taken.

    /// Gives the lock back once.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let me = thread::tid();
        let owner = &self.owner;
        let mine = owner.compare_exchange(me, NOBODY, SeqCst, SeqCst);
        if mine.is_err() {
            return Err(ReleaseError::NotOwner { caller: me });
        }
        self.lock.release()
    }
}

impl Default for RLock {
    fn default() -> RLock {
        RLock::new()
    }
}
