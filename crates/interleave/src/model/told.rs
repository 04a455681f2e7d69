//! Calls that one process does for another, told in words.
//!
//! A process that wants something of an object which another one keeps sends a message,
//! and waits for the answer. The steps of the schedule are those of the channels. What
//! people want to see is one row: who called, on which line, what, and what came of it.
//! Only the process that keeps the object knows when that was. So it tells, on behalf of
//! the one that waits.

use std::panic::Location;

use super::state::State;
use super::{Back, Named, execution};
use crate::step::{Effect, Kind, Process};

/// A process, and the line on which it asks for something.
#[derive(Clone, Copy, Debug)]
pub struct Who {
    process: Process,
    place: &'static Location<'static>,
}

impl Who {
    /// The line.
    #[must_use]
    pub fn place(self) -> &'static Location<'static> {
        self.place
    }
}

/// An object that a process keeps, and others know by its name.
#[derive(Debug)]
pub struct Remote {
    object: usize,
}

impl Remote {
    /// An object of this name. Of several with one name, the later ones get a number.
    #[must_use]
    pub fn new(called: &'static str) -> Remote {
        let object = execution::with(|execution| {
            // There is nothing in it that a step could touch.
            execution.object(Kind::Remote, None, State::Cell)
        });
        let remote = Remote { object };
        super::name(&remote, called);
        remote
    }
}

impl Named for Remote {
    fn object(&self) -> usize {
        self.object
    }
}

#[track_caller]
pub(crate) fn who<B: Back>() -> Who {
    let process = B::me();
    let place = execution::place_of(process, Location::caller());
    Who { process, place }
}

pub(crate) fn tell<B: Back>(
    who: Who,
    object: &Remote,
    effect: Effect,
    words: impl FnOnce() -> String,
) {
    execution::stop_if_abandoned();
    let Who { process, place } = who;
    execution::tell(B::me(), process, object.object, place, effect, words);
}
