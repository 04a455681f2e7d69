//! Waiting for the parent and all workers at once.

use std::time::Duration;

use os::OsError;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::crew::Member;
use super::messages::End;

/// What is to be looked at.
#[derive(Default)]
pub(super) struct Ready {
    pub(super) parent: bool,
    /// Who has said something, by their places in the crew.
    pub(super) said: Vec<usize>,
    /// Who has ended.
    pub(super) ended: Vec<usize>,
}

impl Ready {
    /// Waits until there is something to look at: at most so long. If there is more to send
    /// to the parent, it also waits for room there.
    pub(super) fn wait(
        parent: &End,
        is_more: bool,
        crew: &mut [Member],
        limit: Option<Duration>,
    ) -> Result<Ready, OsError> {
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        let is_open: Vec<_> = crew.iter().map(|member| member.is_open).collect();
        let more = if is_more {
            PollFlags::OUT
        } else {
            PollFlags::empty()
        };
        let mut polled = Vec::with_capacity(1 + 2 * crew.len());
        polled.push(PollFd::new(&*parent.0, PollFlags::IN | more));
        for member in crew {
            polled.push(PollFd::new(&*member.wire.0, PollFlags::IN));
            let Ok(sentinel) = member.process.sentinel() else {
                unreachable!("who has ended is buried at once")
            };
            polled.push(PollFd::from_borrowed_fd(sentinel, PollFlags::IN));
        }
        match poll(&mut polled, limit.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => return Ok(Ready::default()),
            Err(errno) => {
                return Err(OsError::Wire {
                    what: "wait for workers",
                    source: errno.into(),
                });
            }
        }
        let is_ready = |polled: &PollFd<'_>| !(polled.revents() - PollFlags::OUT).is_empty();
        let mut ready = Ready {
            parent: is_ready(&polled[0]),
            ..Ready::default()
        };
        for (place, pair) in polled[1..].chunks(2).enumerate() {
            // A wire that is closed is ready for ever.
            if is_ready(&pair[0]) && is_open[place] {
                ready.said.push(place);
            }
            if is_ready(&pair[1]) {
                ready.ended.push(place);
            }
        }
        Ok(ready)
    }
}
