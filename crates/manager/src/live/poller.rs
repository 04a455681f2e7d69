//! Which descriptors have something for us.

use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;

/// Tells of descriptors that are ready, as `epoll(7)` does: again and again, for as long as
/// they are.
pub(super) struct Poller {
    epoll: OwnedFd,
    events: Vec<Event>,
}

/// What is of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interest {
    /// That there is something to read, or that the other side has closed.
    Requests,
    /// That there is room to write, or that nobody will ever read it. Who sends no more, and
    /// has not read, is of no interest: that would be so until there is room.
    Room,
    /// Only that the other side has closed.
    End,
}

impl Interest {
    fn flags(self) -> EventFlags {
        match self {
            Interest::Requests => EventFlags::IN | EventFlags::RDHUP,
            Interest::Room => EventFlags::OUT,
            Interest::End => EventFlags::RDHUP,
        }
    }
}

/// How many descriptors are told of at once.
const AT_ONCE: usize = 64;

impl Poller {
    pub(super) fn new() -> Result<Poller, Errno> {
        Ok(Poller {
            epoll: epoll::create(CreateFlags::CLOEXEC)?,
            events: Vec::with_capacity(AT_ONCE),
        })
    }

    pub(super) fn add(&self, it: impl AsFd, number: u64, what: Interest) -> Result<(), Errno> {
        epoll::add(&self.epoll, it, EventData::new_u64(number), what.flags())
    }

    pub(super) fn change(&self, it: impl AsFd, number: u64, what: Interest) -> Result<(), Errno> {
        epoll::modify(&self.epoll, it, EventData::new_u64(number), what.flags())
    }

    pub(super) fn remove(&self, it: impl AsFd) -> Result<(), Errno> {
        epoll::delete(&self.epoll, it)
    }

    /// Waits for so long, and gives the numbers of those that are ready.
    pub(super) fn wait(&mut self, patience: Option<Duration>) -> Result<&[Event], Errno> {
        // A time that is too long for the kernel is as good as none.
        let patience = patience.and_then(|time| time.try_into().ok());
        self.events.clear();
        match epoll::wait(
            &self.epoll,
            spare_capacity(&mut self.events),
            patience.as_ref(),
        ) {
            Ok(_) | Err(Errno::INTR) => Ok(&self.events),
            Err(errno) => Err(errno),
        }
    }
}

impl std::fmt::Debug for Poller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Poller").finish_non_exhaustive()
    }
}
