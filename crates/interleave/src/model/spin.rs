//! Processes that spin: loops that look again and again until something changes.
//!
//! `while !ready.load(..) { hint::spin_loop() }` can look any number of times, so
//! that exploring every schedule would never end. But looking again at what has
//! not changed does nothing new. So a process that goes round a loop twice, sees
//! the same both times, and changes nothing, *waits*: its next step is blocked
//! until another process has changed something that it looked at. A round ends
//! where the process calls `hint::spin_loop` or `thread::yield_now`.
//!
//! What is given up: a loop that counts its rounds, and does something else after
//! some number of them, is taken for one that looks for ever. Where nobody else
//! can go on it is let go on after all, [`MORE_ROUNDS`] times; if it then gets out
//! by itself, the report is bounded, and if not, the execution is a livelock.
//! Where others can go on, what happens when it gives up earlier is not explored, and
//! nothing says so: a loop that tries three times and then sleeps must not yield between
//! its tries.
//!
//! A process that waits for a change of one of several objects is taken to depend on
//! each of them. That leaves out nothing, but a trace may be explored more than once.

use std::panic::Location;

/// How many more rounds a process gets when nobody else can go on.
pub(crate) const MORE_ROUNDS: usize = 128;

/// A look at an object, without changing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    place: &'static Location<'static>,
    object: usize,
    /// How often the object had been changed.
    version: u32,
}

/// What a process has looked at since it last ended a round, and in the round
/// before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spin {
    now: Vec<Look>,
    before: Vec<Look>,
    changed: bool,
    /// What it waits for: a change of one of these objects since these versions.
    waits: Option<Vec<(usize, u32)>>,
    /// Whether it may go on although nothing has changed.
    let_go: bool,
    /// How many rounds it went in vain, where nobody else could go on.
    rounds: usize,
    /// Whether one of these rounds was unlike the one before.
    left: bool,
}

impl Spin {
    /// Notes a step: the version of the object after it, and whether the step
    /// itself changed the object.
    pub(crate) fn looks(
        &mut self,
        place: &'static Location<'static>,
        object: usize,
        version: u32,
        changed: bool,
    ) {
        self.waits = None;
        self.let_go = false;
        self.changed |= changed;
        let look = Look {
            place,
            object,
            version,
        };
        self.left |= self.rounds > 0 && self.before.get(self.now.len()) != Some(&look);
        self.now.push(look);
    }

    /// Notes that the process spawned another one, or saw the end of one: a round with
    /// that is like no other.
    pub(crate) fn gets_on(&mut self) {
        self.changed = true;
    }

    /// Whether the process got out of its loop by itself, after rounds in vain.
    pub(crate) fn got_out(&self) -> bool {
        self.left || self.rounds > 0 && self.waits.is_none()
    }

    /// Forgets everything, but keeps the room for it.
    pub(crate) fn forget(&mut self) {
        let (mut now, mut before) = (
            std::mem::take(&mut self.now),
            std::mem::take(&mut self.before),
        );
        now.clear();
        before.clear();
        *self = Spin {
            now,
            before,
            ..Spin::default()
        };
    }

    /// Ends a round. The process waits from now on if it was like the last one.
    pub(crate) fn ends_round(&mut self) {
        if self.now.is_empty() && !self.changed {
            return;
        }
        if !self.changed && self.now == self.before {
            let mut objects: Vec<(usize, u32)> = self
                .now
                .iter()
                .map(|look| (look.object, look.version))
                .collect();
            objects.sort_unstable();
            objects.dedup();
            self.waits = Some(objects);
        }
        std::mem::swap(&mut self.now, &mut self.before);
        self.now.clear();
        self.changed = false;
    }

    /// What the process waits for, if it does: a change of one of these objects
    /// since these versions.
    pub(crate) fn waits_for(&self) -> Option<&[(usize, u32)]> {
        self.waits.as_deref()
    }

    /// Where the process looked first in its last round.
    pub(crate) fn place(&self) -> Option<&'static Location<'static>> {
        self.before.first().map(|look| look.place)
    }

    /// Whether a waiting process may go on although nothing has changed.
    pub(crate) fn is_let_go(&self) -> bool {
        self.let_go
    }

    /// Lets a waiting process go round once more, if it has rounds left.
    pub(crate) fn once_more(&mut self) -> bool {
        let can = self.waits.is_some() && !self.let_go && self.rounds < MORE_ROUNDS;
        if can {
            self.rounds += 1;
            self.let_go = true;
        }
        can
    }
}
