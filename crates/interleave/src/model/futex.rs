//! Futexes of the model worlds: waiting in the kernel until an atomic changes.
//!
//! The semantics are those of `FUTEX_WAIT` and `FUTEX_WAKE` (Linux, `futex(2)`):
//! comparing the value and beginning to wait are one step, and whom a wake-up
//! wakes is not promised.

use std::panic::Location;

use super::atomic::{Atomic, Raw};
use super::condvar::notify;
use super::execution::{self, attempt};
use super::op::Op;
use super::state::{Answer, Verb};
use super::{Back, Named as _, act, wait_for_wake};
use crate::step::Action;

/// Waits at the atomic, if it has this value.
///
/// # Synchronization
///
/// The `wake` happens before the `wait` that it ends returns: the kernel takes the
/// lock of the queue in both.
#[track_caller]
pub(crate) fn wait<R: Raw>(atomic: &Atomic<R>, expected: R::Item) {
    let place = Location::caller();
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
    if waits(answer) {
        wait_for_wake::<R::Back>(queue, place);
    }
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
