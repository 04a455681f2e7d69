//! `RwLock` of the model worlds.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use super::execution;
use super::op::Op;
use super::state::{Answer, State, Verb};
use super::{Back, Named, panics, step};
use crate::step::{Action, Kind};

/// A lock with data inside, as `std::sync::RwLock`: many may read, or one write.
///
/// Nobody has precedence: a process that wants to write may wait while others
/// begin to read.
///
/// # Synchronization
///
/// Giving the lock back happens before it is next taken by somebody who could not
/// hold it at the same time.
pub struct RwLock<T: ?Sized, B: Back> {
    object: usize,
    poisoned: AtomicBool,
    back: PhantomData<B>,
    // The state in the execution decides who touches the data, so this never
    // waits.
    data: std::sync::RwLock<T>,
}

/// The right to read the data of a [`RwLock`].
pub struct ReadGuard<'a, T: ?Sized, B: Back> {
    lock: &'a RwLock<T, B>,
    data: Option<std::sync::RwLockReadGuard<'a, T>>,
    place: &'static Location<'static>,
}

/// The right to use the data of a [`RwLock`].
pub struct WriteGuard<'a, T: ?Sized, B: Back> {
    lock: &'a RwLock<T, B>,
    data: Option<std::sync::RwLockWriteGuard<'a, T>>,
    place: &'static Location<'static>,
    /// Whether the process was unwinding when it took the lock.
    unwinding: bool,
}

impl<T, B: Back> RwLock<T, B> {
    /// A lock that nobody holds.
    pub fn new(value: T) -> RwLock<T, B> {
        let state = State::RwLock {
            writer: None,
            readers: Vec::new(),
        };
        RwLock {
            object: execution::with(|execution| execution.object(Kind::RwLock, None, state)),
            poisoned: false.into(),
            back: PhantomData,
            data: std::sync::RwLock::new(value),
        }
    }

    /// The data, when nobody can hold the lock any more.
    ///
    /// # Errors
    ///
    /// If a process panicked while it held the lock to write.
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

impl<T: ?Sized, B: Back> RwLock<T, B> {
    /// Waits until nobody writes, and takes the lock to read.
    ///
    /// # Errors
    ///
    /// If a process panicked while it held the lock to write.
    #[track_caller]
    pub fn read(&self) -> LockResult<ReadGuard<'_, T, B>> {
        let place = Location::caller();
        self.step(Verb::ReadLock, place, |_| Action::ReadLock);
        self.poison(self.reading(place))
    }

    /// Takes the lock to read if nobody writes.
    ///
    /// # Errors
    ///
    /// If somebody writes, or if a process panicked while it held the lock to write.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<ReadGuard<'_, T, B>> {
        let place = Location::caller();
        match self.step(Verb::TryReadLock, place, |taken| Action::TryReadLock {
            taken,
        }) {
            true => self
                .poison(self.reading(place))
                .map_err(TryLockError::Poisoned),
            false => Err(TryLockError::WouldBlock),
        }
    }

    /// Waits until nobody holds the lock, and takes it to write.
    ///
    /// # Errors
    ///
    /// If a process panicked while it held the lock to write.
    #[track_caller]
    pub fn write(&self) -> LockResult<WriteGuard<'_, T, B>> {
        let place = Location::caller();
        self.step(Verb::WriteLock, place, |_| Action::WriteLock);
        self.poison(self.writing(place))
    }

    /// Takes the lock to write if nobody holds it.
    ///
    /// # Errors
    ///
    /// If somebody holds it, or if a process panicked while it held the lock to
    /// write.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<WriteGuard<'_, T, B>> {
        let place = Location::caller();
        match self.step(Verb::TryWriteLock, place, |taken| Action::TryWriteLock {
            taken,
        }) {
            true => self
                .poison(self.writing(place))
                .map_err(TryLockError::Poisoned),
            false => Err(TryLockError::WouldBlock),
        }
    }

    /// Takes or tries; returns whether the lock was taken.
    fn step(
        &self,
        verb: Verb,
        place: &'static Location<'static>,
        action: impl FnOnce(bool) -> Action,
    ) -> bool {
        let taken = |answer| answer == Answer::Done;
        taken(step::<B>(Op::new(self.object, verb), place, |answer| {
            action(taken(answer))
        }))
    }

    fn reading(&self, place: &'static Location<'static>) -> ReadGuard<'_, T, B> {
        let data = match self.data.try_read() {
            Ok(data) => data,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => unreachable!("nobody writes"),
        };
        ReadGuard {
            lock: self,
            data: Some(data),
            place,
        }
    }

    fn writing(&self, place: &'static Location<'static>) -> WriteGuard<'_, T, B> {
        let data = match self.data.try_write() {
            Ok(data) => data,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => unreachable!("nobody reads or writes"),
        };
        WriteGuard {
            lock: self,
            data: Some(data),
            place,
            unwinding: panics::is_unwinding(B::me()),
        }
    }

    fn poison<G>(&self, guard: G) -> LockResult<G> {
        if self.poisoned.load(SeqCst) {
            Err(PoisonError::new(guard))
        } else {
            Ok(guard)
        }
    }
}

impl<T: ?Sized, B: Back> Drop for ReadGuard<'_, T, B> {
    fn drop(&mut self) {
        self.data = None;
        if execution::is_live() {
            let verb = Verb::ReadUnlock;
            self.lock.step(verb, self.place, |_| Action::ReadUnlock);
        }
    }
}

impl<T: ?Sized, B: Back> Drop for WriteGuard<'_, T, B> {
    fn drop(&mut self) {
        self.data = None;
        if execution::is_live() {
            if panics::is_unwinding(B::me()) && !self.unwinding {
                self.lock.poisoned.store(true, SeqCst);
            }
            let verb = Verb::WriteUnlock;
            self.lock.step(verb, self.place, |_| Action::WriteUnlock);
        }
    }
}

/// Why a guard can always be used.
const HERE: &str = "the data is here until the guard is dropped";

impl<T: ?Sized, B: Back> Deref for ReadGuard<'_, T, B> {
    type Target = T;

    fn deref(&self) -> &T {
        self.data.as_ref().expect(HERE)
    }
}

impl<T: ?Sized, B: Back> Deref for WriteGuard<'_, T, B> {
    type Target = T;

    fn deref(&self) -> &T {
        self.data.as_ref().expect(HERE)
    }
}

impl<T: ?Sized, B: Back> DerefMut for WriteGuard<'_, T, B> {
    fn deref_mut(&mut self) -> &mut T {
        self.data.as_mut().expect(HERE)
    }
}

impl<T: ?Sized, B: Back> Named for RwLock<T, B> {
    fn object(&self) -> usize {
        self.object
    }
}

impl<T: ?Sized, B: Back> fmt::Debug for RwLock<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock").finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug, B: Back> fmt::Debug for ReadGuard<'_, T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug, B: Back> fmt::Debug for WriteGuard<'_, T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default, B: Back> Default for RwLock<T, B> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}
