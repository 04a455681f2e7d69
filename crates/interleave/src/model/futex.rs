//! Futexes of the model worlds: waiting in the kernel until an atomic changes.
//!
//! The semantics are those of `FUTEX_WAIT` and `FUTEX_WAKE` (Linux, `futex(2)`):
//! comparing the value and beginning to wait are one step, and whom a wake-up
//! wakes is not promised.

use std::panic::Location;
use std::time::Duration;

use super::atomic::{Atomic, Raw};
use super::condvar::notify;
use super::execution::{self, attempt};
use super::op::Op;
use super::state::{Answer, Verb};
use super::{Back, Named as _, Patience, act, wait_for_wake};
use crate::step::Action;

/// When to stop waiting. A model has no clock: every deadline may pass at any moment
/// in which somebody waits for it.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(());

impl Deadline {
    /// So long from now.
    #[must_use]
    pub fn after(_time: Duration) -> Deadline {
        Deadline(())
    }
}

/// Waits at the atomic, if it has this value.
///
/// # Synchronization
///
/// The `wake` happens before the `wait` that it ends returns: the kernel takes the
/// lock of the queue in both.
#[track_caller]
pub(crate) fn wait<R: Raw>(atomic: &Atomic<R>, expected: R::Item) {
    wait_patiently(atomic, expected, Patience::Endless, Location::caller());
}

/// Waits at the atomic, if it has this value, and gives up at any time: a model has no
/// clock, so every moment may be the one. Returns whether it did not give up.
///
/// # Synchronization
///
/// As [`wait`].
#[track_caller]
pub(crate) fn wait_until<R: Raw>(atomic: &Atomic<R>, expected: R::Item) -> bool {
    wait_patiently(atomic, expected, Patience::Limited, Location::caller())
}

fn wait_patiently<R: Raw>(
    atomic: &Atomic<R>,
    expected: R::Item,
    patience: Patience,
    place: &'static Location<'static>,
) -> bool {
    let expected = expected.into().0;
    let queue = queue_of(atomic);
    let verb = Verb::FutexWait {
        atomic: atomic.object(),
        expected,
    };
    let waits = |answer| answer == Answer::Done;
    let answer = act::<R::Back, _>(
        Op::new(queue, verb),
        place,
        |me, op| {
            let mut answer = Answer::Refused;
            R::Back::pass(op.object, &mut || {
                // The checker has to see that the atomic is read.
                atomic.peek();
                answer = attempt(me, op).unwrap_or(Answer::Refused);
                true
            });
            answer
        },
        |&answer| Action::FutexWait {
            expected,
            waits: waits(answer),
        },
    );
    if !waits(answer) {
        return true;
    }
    wait_for_wake::<R::Back>(queue, patience, place) || patience == Patience::Endless
}

/// Wakes up to so many of those who wait at the atomic. Returns how many.
#[track_caller]
pub(crate) fn wake<R: Raw>(atomic: &Atomic<R>, count: usize) -> usize {
    notify::<R::Back>(queue_of(atomic), count, Location::caller())
}

/// The processes that wait at the atomic, as an object.
fn queue_of<R: Raw>(atomic: &Atomic<R>) -> usize {
    execution::with(|execution| execution.futex(atomic.object()))
}
