//! Holding a lock as long as a value lives.

use std::marker::PhantomData;
use std::panic::Location;

use super::promises::Exclusive;
use super::sync::at;

/// The right to what a lock guards. It is given back when this is dropped.
#[derive(Debug)]
#[must_use = "the lock is given back as soon as this is dropped"]
pub struct Guard<'a, L: Exclusive + ?Sized> {
    lock: &'a L,
    /// Where it was taken: a witness names this line, too, where it is given back.
    place: &'static Location<'static>,
    /// A guard stays with its thread: a recursive lock is given back by its holder.
    of_this_thread: PhantomData<*const ()>,
}

/// Takes a lock, as long as the guard lives.
#[inline]
#[track_caller]
pub fn hold<L: Exclusive + ?Sized>(lock: &L) -> Guard<'_, L> {
    lock.acquire();
    Guard {
        lock,
        place: Location::caller(),
        of_this_thread: PhantomData,
    }
}

impl<L: Exclusive + ?Sized> Drop for Guard<'_, L> {
    #[inline]
    fn drop(&mut self) {
        // It fails only if the lock was given back by other means: then there is nothing
        // left to do.
        let _ = at(self.place, || self.lock.release());
    }
}
