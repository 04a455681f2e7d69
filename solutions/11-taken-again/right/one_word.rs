//! Owner and depth in one word of eight bytes: the number of the thread in the upper
//! half, how often it holds the lock in the lower one.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU64, Ordering::SeqCst};
use super::sync::{name, thread};

/// Nobody, no time.
const FREE: u64 = 0;

/// The caller, no time.
fn me() -> u64 {
    u64::from(thread::tid()) << 32
}

/// A recursive lock.
#[derive(Debug)]
pub struct RLock {
    lock: Lock,
    holder: AtomicU64,
}

impl RLock {
    /// A free lock.
    pub fn new() -> RLock {
        let lock = Lock::new();
        let holder = AtomicU64::new(FREE);
        name(&holder, "holder");
        RLock { lock, holder }
    }

    /// Waits until the lock is free or held by the caller, and takes it.
    pub fn acquire(&self) {
        let holder = self.holder.load(SeqCst);
        if holder >> 32 == me() >> 32 {
            self.holder.store(holder + 1, SeqCst);
        } else {
            self.lock.acquire();
            self.holder.store(me() + 1, SeqCst);
        }
    }

    /// Gives the lock back once.
    ///
    /// # Errors
    ///
    /// If the caller does not hold it. Nothing is changed then.
    pub fn release(&self) -> Result<(), ReleaseError> {
        let holder = self.holder.load(SeqCst);
        if holder >> 32 != me() >> 32 {
            let caller = thread::tid();
            return Err(ReleaseError::NotOwner { caller });
        }
        if holder > me() + 1 {
            self.holder.store(holder - 1, SeqCst);
            return Ok(());
        }
        self.holder.store(FREE, SeqCst);
        self.lock.release()
    }
}

impl Default for RLock {
    fn default() -> RLock {
        RLock::new()
    }
}
