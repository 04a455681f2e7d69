//! Not to be ended while something is half done.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use os::{ExitStatus, HeldBack, Shared, fork_child};

use crate::until::until;

/// The child is where it wants to be.
const READY: u32 = 1;
/// The signal is sent.
const SENT: u32 = 2;
/// The child has finished what it had begun.
const DONE: u32 = 3;

/// Ends a child at a moment of its choice; returns what it said last.
fn terminated(holds_back: bool) -> u32 {
    let state = Shared::new(AtomicU32::new(0)).expect("memory is left");
    let child = fork_child(|| {
        let held = holds_back.then(|| HeldBack::new().expect("the kernel does"));
        let nested = HeldBack::new().expect("the kernel does");
        // Nested: the outer one, if there is one, still holds the signal back.
        drop(nested);
        state.store(READY, SeqCst);
        until(|| state.load(SeqCst) == SENT);
        state.store(DONE, SeqCst);
        drop(held);
        0
    })
    .expect("it starts");
    until(|| state.load(SeqCst) == READY);
    child.terminate().expect("it is ours");
    if holds_back {
        state.store(SENT, SeqCst);
    }
    let ended = child.wait().expect("it is ours");
    assert_eq!(ended, ExitStatus::Killed { signal: 15 });
    state.load(SeqCst)
}

pub(crate) fn a_child_that_holds_the_signal_back_finishes_what_it_began() {
    assert_eq!(terminated(true), DONE);
}

/// The control: without it the child dies where it is.
pub(crate) fn a_child_that_does_not_dies_where_it_is() {
    assert_eq!(terminated(false), READY);
}
