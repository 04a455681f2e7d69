//! A lock that changes nothing when a stranger gives it back, and does not say so.

use super::chapter::promises::Exclusive;
use super::chapter::rlock;
use crate::ReleaseError;

/// A lock that refuses nobody.
#[derive(Debug, Default)]
pub struct RLock {
    lock: rlock::RLock,
}

impl Exclusive for RLock {
    fn acquire(&self) {
        self.lock.acquire();
    }

    fn release(&self) -> Result<(), ReleaseError> {
        if self.lock.is_mine() {
            return self.lock.release();
        }
        Ok(())
    }
}
