//! When which connection has waited long enough.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::ConnectionId;

/// A moment, and whose it is.
pub(super) type Deadline = (Instant, ConnectionId);

/// The deadlines of all connections, each of which has one at most.
#[derive(Debug, Default)]
pub(super) struct Deadlines(BTreeSet<Deadline>);

impl Deadlines {
    pub(super) fn add(&mut self, deadline: Deadline) {
        self.0.insert(deadline);
    }

    pub(super) fn remove(&mut self, deadline: Deadline) {
        self.0.remove(&deadline);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How long until the next one; nothing if there is none.
    pub(super) fn next_in(&self) -> Option<Duration> {
        let (at, _) = self.0.first()?;
        Some(at.saturating_duration_since(Instant::now()))
    }

    /// Takes one that is over.
    pub(super) fn take_over(&mut self, now: Instant) -> Option<ConnectionId> {
        self.0.first().filter(|(at, _)| *at <= now)?;
        self.0.pop_first().map(|(_, connection)| connection)
    }
}
