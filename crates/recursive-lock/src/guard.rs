//! Holding a lock as long as a value lives.

use std::marker::PhantomData;

use super::promises::Exclusive;

/// The right to what a lock guards. It is given back when this is dropped.
#[derive(Debug)]
#[must_use = "the lock is given back as soon as this is dropped"]
pub struct Guard<'a, L: Exclusive> {
    lock: &'a L,
    /// A guard stays with its thread: a recursive lock is given back by its holder.
    of_this_thread: PhantomData<*const ()>,
}

/// Takes a lock, as long as the guard lives.
pub fn hold<L: Exclusive>(lock: &L) -> Guard<'_, L> {
    lock.acquire();
    Guard {
        lock,
        of_this_thread: PhantomData,
    }
}

impl<L: Exclusive> Drop for Guard<'_, L> {
    fn drop(&mut self) {
        // It fails only if the lock was given back by other means: then there is nothing
        // left to do.
        let _ = self.lock.release();
    }
}
