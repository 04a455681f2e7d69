//! A ping-pong of the same bytes over a Unix socket: the limit.

use std::time::Duration;

use anyhow::ensure;
use os::{Child, fork_child};
use rustix::fd::OwnedFd;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socketpair,
};

use super::contender::Job;
use super::ours::repeated;
use super::sizes::{self, Sizes};

pub(crate) fn measure(job: Job, times: u64) -> anyhow::Result<Duration> {
    let ball = Ball::start(sizes::of(job)?)?;
    let took = repeated(times, || {
        (0..job.calls()).try_for_each(|_| ball.there_and_back())
    })?;
    Ok(took)
}

/// Somebody who sends back so many bytes for so many.
pub(crate) struct Ball {
    ours: OwnedFd,
    sizes: Sizes,
    other: Child,
}

impl Drop for Ball {
    fn drop(&mut self) {
        // It has both ends, and would wait for itself.
        let _ = self.other.kill();
    }
}

impl Ball {
    pub(crate) fn start(sizes: Sizes) -> anyhow::Result<Ball> {
        let (family, kind) = (AddressFamily::UNIX, SocketType::STREAM);
        let (ours, theirs) = socketpair(family, kind, SocketFlags::CLOEXEC, None)?;
        let other = fork_child(|| {
            while exchange(&theirs, sizes.request, sizes.answer, false).is_ok() {}
            0
        })?;
        Ok(Ball { ours, sizes, other })
    }

    pub(crate) fn there_and_back(&self) -> anyhow::Result<()> {
        exchange(&self.ours, self.sizes.answer, self.sizes.request, true)
    }
}

/// Receives so many bytes and sends so many, or the other way round.
fn exchange(socket: &OwnedFd, receive: usize, give: usize, first: bool) -> anyhow::Result<()> {
    let mut bytes = [0; 16 * 1024];
    let pass = |bytes: &[u8]| -> anyhow::Result<()> {
        ensure!(send(socket, &bytes[..give], SendFlags::NOSIGNAL)? == give);
        Ok(())
    };
    if first {
        pass(&bytes)?;
    }
    let mut came = 0;
    while came < receive {
        let (_, more) = recv(socket, &mut bytes[..], RecvFlags::empty())?;
        ensure!(more > 0, "the other side is gone");
        came += more;
    }
    if !first {
        pass(&bytes)?;
    }
    Ok(())
}
