//! `Barrier` of the model worlds.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;

use super::execution;
use super::op::Op;
use super::queue::Queue;
use super::state::{Answer, State, Verb};
use super::{Back, Named, Patience, step, wait_for_wake};
use crate::step::{Action, Kind};

/// A barrier, as `std::sync::Barrier`: nobody goes on before all have come.
///
/// # Synchronization
///
/// What each process did before it came happens before any of them goes on.
pub struct Barrier<B: Back> {
    object: usize,
    back: PhantomData<B>,
}

/// What waiting at a barrier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this process is the one leader of its round: here, the last to come.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl<B: Back> Barrier<B> {
    /// A barrier for so many processes.
    #[must_use]
    pub fn new(size: usize) -> Barrier<B> {
        let state = State::Barrier {
            size,
            queue: Queue::default(),
        };
        let object = execution::with(|execution| execution.object(Kind::Barrier, None, state));
        Barrier {
            object,
            back: PhantomData,
        }
    }

    /// Waits until all have come.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let place = Location::caller();
        let last = |answer| answer == Answer::Done;
        let answer = step::<B>(Op::new(self.object, Verb::Arrive), place, |answer| {
            Action::Arrive { last: last(answer) }
        });
        if !last(answer) {
            wait_for_wake::<B>(self.object, Patience::Endless, place);
        }
        BarrierWaitResult(last(answer))
    }
}

impl<B: Back> Named for Barrier<B> {
    fn object(&self) -> usize {
        self.object
    }
}

impl<B: Back> fmt::Debug for Barrier<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}
