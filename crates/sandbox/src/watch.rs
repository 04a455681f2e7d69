//! Watching a child: its streams and its end are waited for together, so that nothing is
//! looked at before there is something to see.

use std::io;
use std::os::fd::OwnedFd;
use std::process::Child;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::stream::{Listening, Telling};
use crate::{How, Kept, Limits, end};

/// How long a child that was told to stop has for it. It has to end all processes of the
/// job, and there may be thousands.
const GRACE: Duration = Duration::from_secs(10);

/// Longer than anybody waits.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// How a child is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// So that it can tidy up behind the job.
    Please,
    /// It did not stop.
    Now,
}

/// What was seen of a child that has ended. It is not reaped yet.
pub(crate) struct Seen {
    /// Why it was stopped, if it was.
    pub(crate) stopped: Option<How>,
    pub(crate) stdout: Kept,
    pub(crate) stderr: Kept,
}

/// Watches a child to its end, and has it stopped when its time on the clock or its
/// output is used up. What a child of the child prints after that end is not waited for.
///
/// # Errors
///
/// If the system does not let us wait.
///
/// # Synchronization
///
/// When this returns, the child has ended, and all that it printed before is kept.
pub(crate) fn watch(
    child: &mut Child,
    mut telling: Telling,
    limits: &Limits,
    started: Instant,
    mut stop: impl FnMut(&mut Child, Stop),
) -> io::Result<Seen> {
    let end = end::of(child)?;
    let mut stdout = Listening::new(child.stdout.take(), limits.output)?;
    let mut stderr = Listening::new(child.stderr.take(), limits.output)?;
    let mut deadline = started + limits.wall.min(YEAR);
    let mut stopped = None;
    while !wait(&end, &stdout, &stderr, &telling, deadline)? {
        telling.write();
        stdout.read();
        stderr.read();
        let is_late = Instant::now() >= deadline;
        let is_cut = stdout.kept.is_cut || stderr.kept.is_cut;
        let severity = match stopped {
            None if is_cut => Stop::Please,
            None if is_late => Stop::Please,
            Some(_) if is_late => Stop::Now,
            _ => continue,
        };
        let why = if is_cut { How::Output } else { How::WallTime };
        stopped.get_or_insert(why);
        stop(child, severity);
        deadline = Instant::now() + GRACE;
    }
    stdout.read();
    stderr.read();
    let (stdout, stderr) = (stdout.kept, stderr.kept);
    if stdout.is_cut || stderr.is_cut {
        stopped.get_or_insert(How::Output);
    }
    Ok(Seen {
        stopped,
        stdout,
        stderr,
    })
}

/// Waits until something can be done; whether the child has ended.
fn wait(
    end: &OwnedFd,
    stdout: &Listening,
    stderr: &Listening,
    telling: &Telling,
    deadline: Instant,
) -> io::Result<bool> {
    let listening = [stdout.waits_for(), stderr.waits_for()];
    let listening = listening.into_iter().flatten();
    let mut streams = vec![PollFd::new(end, PollFlags::IN)];
    streams.extend(listening.map(|from| PollFd::from_borrowed_fd(from, PollFlags::IN)));
    let telling = telling.waits_for();
    streams.extend(telling.map(|to| PollFd::from_borrowed_fd(to, PollFlags::OUT)));
    let left = deadline.saturating_duration_since(Instant::now());
    let left = Timespec::try_from(left).map_err(io::Error::other)?;
    match poll(&mut streams, Some(&left)) {
        Ok(_) => Ok(!streams[0].revents().is_empty()),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
