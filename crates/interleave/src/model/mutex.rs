//! `Mutex` of the model worlds.

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use super::execution;
use super::op::Op;
use super::state::{Answer, State, Verb};
use super::{Back, Named, RawMutex, act, panics, pass};
use crate::step::{Action, Kind};

/// A lock with data inside, as `std::sync::Mutex`.
///
/// Taking it and giving it back are two steps of the schedule.
///
/// # Synchronization
///
/// Each `unlock` happens before the next `lock`.
pub struct Mutex<T: ?Sized, B: Back> {
    raw: B::RawMutex,
    object: usize,
    poisoned: AtomicBool,
    // Only the holder of `raw` touches the data, so this never waits.
    data: std::sync::Mutex<T>,
}

/// The right to use the data of a [`Mutex`]. Dropping it gives the lock back.
pub struct MutexGuard<'a, T: ?Sized, B: Back> {
    mutex: &'a Mutex<T, B>,
    data: Option<std::sync::MutexGuard<'a, T>>,
    place: &'static Location<'static>,
    /// Whether the process was unwinding when it took the lock: then dropping the
    /// guard does not poison it.
    unwinding: bool,
}

impl<T, B: Back> Mutex<T, B> {
    /// A free lock.
    pub fn new(value: T) -> Mutex<T, B> {
        let object =
            execution::with(|execution| execution.object(Kind::Mutex, None, State::Mutex(None)));
        Mutex {
            raw: B::RawMutex::new(object),
            object,
            poisoned: false.into(),
            data: std::sync::Mutex::new(value),
        }
    }

    /// The data, when nobody can hold the lock any more.
    ///
    /// # Errors
    ///
    /// If a process panicked while it held the lock.
    pub fn into_inner(self) -> LockResult<T> {
        let value = self
            .data
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match self.poisoned.into_inner() {
            true => Err(PoisonError::new(value)),
            false => Ok(value),
        }
    }
}

impl<T: ?Sized, B: Back> Mutex<T, B> {
    /// Waits until the lock is free, and takes it.
    ///
    /// # Errors
    ///
    /// If a process panicked while it held the lock.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T, B>> {
        self.lock_at(Location::caller())
    }

    pub(super) fn lock_at(
        &self,
        place: &'static Location<'static>,
    ) -> LockResult<MutexGuard<'_, T, B>> {
        act::<B, _>(
            Op::new(self.object, Verb::Lock),
            place,
            |me, op| {
                self.raw.lock();
                execution::stop_if_abandoned();
                pass::<B>(me, op)
            },
            |_| Action::Lock,
        );
        self.guard(place)
    }

    /// The right to use the data, for a process that has just taken the lock.
    fn guard(&self, place: &'static Location<'static>) -> LockResult<MutexGuard<'_, T, B>> {
        let data = match self.data.try_lock() {
            Ok(data) => data,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => {
                unreachable!("the data is only used by the holder of the lock")
            }
        };
        let guard = MutexGuard {
            mutex: self,
            data: Some(data),
            place,
            unwinding: panics::is_unwinding(B::me()),
        };
        if self.poisoned.load(SeqCst) {
            Err(PoisonError::new(guard))
        } else {
            Ok(guard)
        }
    }
}

/// Only where a release lets others run, as it does in the shuttle world: under
/// loom a failing `try_lock` would be missed, for a section of code that does
/// nothing else shared would never be interrupted.
impl<T: ?Sized, B: Back<RawMutex = Free>> Mutex<T, B> {
    /// Takes the lock if it is free.
    ///
    /// # Errors
    ///
    /// If it is held, or if a process panicked while it held the lock.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T, B>> {
        let place = Location::caller();
        let taken = |answer| answer == Answer::Done;
        let answer = act::<B, _>(
            Op::new(self.object, Verb::TryLock),
            place,
            pass::<B>,
            |&answer| Action::TryLock {
                taken: taken(answer),
            },
        );
        if taken(answer) {
            self.guard(place).map_err(TryLockError::Poisoned)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }
}

/// A lock whose state is all in the execution, so that nothing is left to do for
/// the back end.
#[doc(hidden)]
#[derive(Debug)]
pub struct Free;

impl RawMutex for Free {
    fn new(_object: usize) -> Free {
        Free
    }
    fn lock(&self) {}
    fn unlock(&self, _unwinding: bool) {}
}

impl<'a, T: ?Sized, B: Back> MutexGuard<'a, T, B> {
    /// Gives the guard up without giving the lock back: somebody else will.
    pub(super) fn give_up(self) -> &'a Mutex<T, B> {
        let mut guard = ManuallyDrop::new(self);
        guard.data = None;
        guard.mutex
    }
}

impl<T: ?Sized, B: Back> Mutex<T, B> {
    /// Gives the lock back, as far as the back end knows of it.
    pub(super) fn release(&self) {
        self.raw.unlock(panics::is_unwinding(B::me()));
    }
}

impl<T: ?Sized, B: Back> Drop for MutexGuard<'_, T, B> {
    fn drop(&mut self) {
        self.data = None;
        if !execution::is_live() {
            // The lock was taken from us when the execution was given up.
            return;
        }
        if panics::is_unwinding(B::me()) && !self.unwinding {
            self.mutex.poisoned.store(true, SeqCst);
        }
        act::<B, _>(
            Op::new(self.mutex.object, Verb::Unlock),
            self.place,
            |me, op| {
                let answer = pass::<B>(me, op);
                self.mutex.release();
                answer
            },
            |_| Action::Unlock,
        );
    }
}

impl<T: ?Sized, B: Back> Deref for MutexGuard<'_, T, B> {
    type Target = T;

    fn deref(&self) -> &T {
        self.data
            .as_ref()
            .expect("the data is here until the guard is dropped")
    }
}

impl<T: ?Sized, B: Back> DerefMut for MutexGuard<'_, T, B> {
    fn deref_mut(&mut self) -> &mut T {
        self.data
            .as_mut()
            .expect("the data is here until the guard is dropped")
    }
}

impl<T: ?Sized, B: Back> Named for Mutex<T, B> {
    fn object(&self) -> usize {
        self.object
    }
}

impl<T: ?Sized, B: Back> fmt::Debug for Mutex<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug, B: Back> fmt::Debug for MutexGuard<'_, T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default, B: Back> Default for Mutex<T, B> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}
