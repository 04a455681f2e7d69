//! `Condvar` of the model worlds.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::LockResult;

use super::execution;
use super::mutex::MutexGuard;
use super::op::Op;
use super::queue::Queue;
use super::state::{Answer, State, Verb};
use super::{Back, Named, Patience, act, pass, step, wait_for_wake};
use crate::step::{Action, Kind};

/// A condition variable, as `std::sync::Condvar`.
///
/// Giving the mutex back and beginning to wait are one step. Whom `notify_one`
/// wakes is not promised: every choice among those who wait is explored. A process
/// that waits goes on for no reason only if the limits of the exploration allow
/// for it.
///
/// # Synchronization
///
/// What was done before a notification happens before the end of the wait that it
/// ends.
pub struct Condvar<B: Back> {
    object: usize,
    back: PhantomData<B>,
}

impl<B: Back> Condvar<B> {
    /// A condition variable at which nobody waits.
    #[must_use]
    pub fn new() -> Condvar<B> {
        let state = State::Queue(Queue::default());
        let object = execution::with(|execution| execution.object(Kind::Condvar, None, state));
        Condvar {
            object,
            back: PhantomData,
        }
    }

    /// Gives the mutex back and waits for a notification; then takes the mutex
    /// again.
    ///
    /// # Errors
    ///
    /// If a process panicked while it held the mutex.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T, B>,
    ) -> LockResult<MutexGuard<'a, T, B>> {
        let place = Location::caller();
        let mutex = guard.give_up();
        let verb = Verb::Wait {
            mutex: mutex.object(),
        };
        act::<B, _>(
            Op::new(self.object, verb),
            place,
            |me, op| {
                let answer = pass::<B>(me, op);
                mutex.release();
                answer
            },
            |_| Action::Wait,
        );
        wait_for_wake::<B>(self.object, Patience::Endless, place);
        mutex.lock_at(place)
    }

    /// Waits until the condition is false.
    ///
    /// # Errors
    ///
    /// If a process panicked while it held the mutex.
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T, B>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T, B>> {
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Wakes one of those who wait, if anyone does.
    #[track_caller]
    pub fn notify_one(&self) {
        self.notify(1, Location::caller());
    }

    /// Wakes all who wait.
    #[track_caller]
    pub fn notify_all(&self) {
        self.notify(usize::MAX, Location::caller());
    }

    fn notify(&self, count: usize, place: &'static Location<'static>) {
        notify::<B>(self.object, count, place);
    }
}

/// Wakes up to so many of those who wait at an object. Returns how many.
pub(super) fn notify<B: Back>(
    object: usize,
    count: usize,
    place: &'static Location<'static>,
) -> usize {
    let number = |answer| match answer {
        Answer::Count(woken) => woken,
        _ => 0,
    };
    let answer = step::<B>(Op::new(object, Verb::Notify(count)), place, |answer| {
        Action::Notify {
            woken: number(answer),
        }
    });
    number(answer)
}

impl<B: Back> Default for Condvar<B> {
    fn default() -> Self {
        Condvar::new()
    }
}

impl<B: Back> Named for Condvar<B> {
    fn object(&self) -> usize {
        self.object
    }
}

impl<B: Back> fmt::Debug for Condvar<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}
