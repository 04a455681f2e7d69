//! Misconception: the depth alone will do: if it is not 0 the lock is taken already.
//! By whom? Whoever comes while it is held walks in.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A recursive lock.
#[derive(Debug)]
pub struct RLock {
    lock: Lock,
    depth: AtomicU32,
}

impl RLock {
    /// A free lock.
    pub fn new() -> RLock {
        let lock = Lock::new();
        let depth = AtomicU32::new(0);
        name(&depth, "depth");
        RLock { lock, depth }
    }

    /// Waits until the lock is free or held by the caller, and takes it.
    pub fn acquire(&self) {
        if self.depth.load(SeqCst) == 0 {
            self.lock.acquire();
        }
        self.depth.fetch_add(1, SeqCst);
    }

    /// Gives the lock back once.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let less = |depth: u32| depth.checked_sub(1);
        match self.depth.fetch_update(SeqCst, SeqCst, less) {
            Err(_) => Err(ReleaseError::TooManyTimes),
            Ok(1) => self.lock.release(),
            Ok(_) => Ok(()),
        }
    }
}

impl Default for RLock {
    fn default() -> RLock {
        RLock::new()
    }
}
