//! `UnsafeCell` of the model worlds.

use std::fmt;
use std::panic::Location;

use super::execution;
use super::op::Op;
use super::state::{State, Verb};
use super::{Back, Named, RawCell, act};
use crate::step::{Action, Kind};

/// Plain memory that several processes may reach, as `std::cell::UnsafeCell`,
/// with its accesses made visible.
///
/// An access by a closure is one step of the schedule. loom also finds the data
/// race when two accesses are not ordered and one of them writes.
pub struct UnsafeCell<T, B: Back> {
    raw: B::RawCell<T>,
    object: usize,
}

impl<T, B: Back> UnsafeCell<T, B> {
    /// A cell that holds this.
    pub fn new(value: T) -> UnsafeCell<T, B> {
        let object = execution::with(|execution| execution.object(Kind::Cell, None, State::Cell));
        UnsafeCell {
            raw: B::RawCell::new(value),
            object,
        }
    }

    /// Reads what is inside, through a pointer that is good for the call.
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        // The step is noted first: the closure may take steps of its own.
        act::<B, _>(
            Op::new(self.object, Verb::Load),
            Location::caller(),
            |_, _| (),
            |()| Action::Read,
        );
        self.raw.with(f)
    }

    /// Writes what is inside, through a pointer that is good for the call.
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        // The step is noted first: the closure may take steps of its own.
        act::<B, _>(
            Op::new(self.object, Verb::Store),
            Location::caller(),
            |_, _| (),
            |()| Action::Write,
        );
        self.raw.with_mut(f)
    }
}

impl<T, B: Back> Named for UnsafeCell<T, B> {
    fn object(&self) -> usize {
        self.object
    }
}

impl<T, B: Back> fmt::Debug for UnsafeCell<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}
