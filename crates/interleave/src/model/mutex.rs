//! `Mutex` of the model worlds.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{LockResult, PoisonError, TryLockError};

use super::execution::{self, Op};
use super::{Back, Named, RawMutex, act, panics};
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
        let object = execution::with(|execution| execution.object(Kind::Mutex, None));
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
        let place = Location::caller();
        act::<B, _>(
            Op::acquire(self.object),
            place,
            || self.raw.lock(),
            |()| Action::Lock,
        );
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

impl<T: ?Sized, B: Back> Drop for MutexGuard<'_, T, B> {
    fn drop(&mut self) {
        let unwinding = panics::is_unwinding(B::me());
        self.data = None;
        if execution::with(|execution| execution.is_abandoned()) {
            // The lock was taken from us when the execution was given up.
            return;
        }
        if unwinding {
            if !self.unwinding {
                self.mutex.poisoned.store(true, SeqCst);
            }
            // Others run only when the process has unwound: a release at once
            // comes no earlier than the panic, and nobody is kept out by it.
            let object = execution::with(|execution| execution.index(self.mutex.object));
            self.mutex.raw.release();
            execution::record(B::me(), Action::Unlock, Some(object), self.place);
            return;
        }
        act::<B, _>(
            Op::write(self.mutex.object),
            self.place,
            || self.mutex.raw.unlock(),
            |()| Action::Unlock,
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
