//! One function says whose the lock is; the others match on it.

use recursive_lock::ReleaseError;

use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{name, thread};

#[derive(Debug)]
pub struct RLock {
    lock: Lock,
    owner: AtomicU32,
    depth: AtomicU32,
}

enum Whose {
    Mine,
    NotMine,
}

impl RLock {
    const NOBODY: u32 = 0;

    pub fn new() -> RLock {
        let owner = AtomicU32::new(Self::NOBODY);
        name(&owner, "owner");
        let depth = AtomicU32::new(0);
        name(&depth, "depth");
        RLock {
            lock: Lock::new(),
            owner,
            depth,
        }
    }

    fn whose(&self) -> Whose {
        if self.owner.load(SeqCst) == thread::tid() {
            Whose::Mine
        } else {
            Whose::NotMine
        }
    }

    pub fn acquire(&self) {
        match self.whose() {
            Whose::Mine => {}
            Whose::NotMine => {
                self.lock.acquire();
                self.owner.store(thread::tid(), SeqCst);
            }
        }
        self.depth.store(self.depth.load(SeqCst) + 1, SeqCst);
    }

    pub fn release(&self) -> Result<(), ReleaseError> {
        let Whose::Mine = self.whose() else {
            let caller = thread::tid();
            return Err(ReleaseError::NotOwner { caller });
        };
        let depth = self.depth.load(SeqCst) - 1;
        self.depth.store(depth, SeqCst);
        match depth {
            0 => {
                self.owner.store(Self::NOBODY, SeqCst);
                self.lock.release()
            }
            _ => Ok(()),
        }
    }
}

impl Default for RLock {
    fn default() -> Self {
        Self::new()
    }
}
