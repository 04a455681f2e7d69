//! One connected stream of bytes: a Unix socket or TCP.

#![allow(
    unsafe_code,
    reason = "what the other side has not taken is told by an ioctl only"
)]

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::libc;
use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
use rustix::buffer::spare_capacity;
use rustix::io::Errno;
use rustix::ioctl::{Getter, Opcode, ioctl};
use rustix::net::sockopt::{set_tcp_nodelay, socket_domain};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, recv, send};

/// The room for what arrives, in bytes, where the caller has none.
const ROOM: usize = 4 * 1024;

/// How a stream came to its end.
///
/// What counts is the first that is said about a stream: the kernel says only once that
/// something was left unread.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Ended {
    /// The other side has closed, and had read all that was sent to it.
    #[error("the other side has closed the connection")]
    Read,
    /// The other side has closed, and had not read all that was sent to it.
    #[error("the other side has closed the connection before it had read all")]
    Unread,
    /// The connection failed. What the other side has read, nobody knows.
    #[error("the connection failed")]
    Failed(#[source] io::Error),
}

impl From<Errno> for Ended {
    fn from(errno: Errno) -> Ended {
        match errno {
            Errno::CONNRESET | Errno::PIPE => Ended::Unread,
            other => Ended::Failed(other.into()),
        }
    }
}

/// One connected stream of bytes. Its descriptor is closed when the process runs another
/// program.
#[derive(Debug)]
pub(crate) struct Socket(pub(super) OwnedFd);

impl Socket {
    /// Has TCP send each message at once, and not wait for others to go along with.
    pub(super) fn send_at_once(&self) -> Result<(), Errno> {
        set_tcp_nodelay(&self.0, true)
    }

    /// The user that the other side's process ran as when it connected, or began to listen;
    /// nothing for TCP, where nobody knows.
    pub(crate) fn peer_uid(&self) -> Option<u32> {
        match socket_domain(&self.0) {
            // An error must not pass for TCP: the last number is no user's.
            Ok(AddressFamily::UNIX) | Err(_) => {
                Some(getsockopt(&self.0, PeerCredentials).map_or(u32::MAX, |peer| peer.uid()))
            }
            Ok(_) => None,
        }
    }

    /// Sends all of these bytes, and waits while there is no room for them.
    pub(crate) fn send(&self, mut bytes: &[u8]) -> Result<(), Ended> {
        while !bytes.is_empty() {
            let sent = retry(|| send(&self.0, bytes, SendFlags::NOSIGNAL))?;
            bytes = &bytes[sent..];
        }
        Ok(())
    }

    /// Sends as many of these bytes as there is room for, and returns how many.
    pub(crate) fn try_send(&self, bytes: &[u8]) -> Result<usize, Ended> {
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        match retry(|| send(&self.0, bytes, flags)) {
            Err(Errno::AGAIN) => Ok(0),
            sent => Ok(sent?),
        }
    }

    /// Waits until something has arrived, and appends it: as much as there is room for
    /// without new memory. Returns how many bytes it is, at least one.
    pub(crate) fn receive(&self, into: &mut Vec<u8>) -> Result<usize, Ended> {
        self.take(into, RecvFlags::empty())
    }

    /// As [`receive`](Socket::receive), but does not wait: returns 0 if nothing has arrived.
    pub(crate) fn try_receive(&self, into: &mut Vec<u8>) -> Result<usize, Ended> {
        match self.take(into, RecvFlags::DONTWAIT) {
            Err(Ended::Failed(error)) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
            came => came,
        }
    }

    fn take(&self, into: &mut Vec<u8>, flags: RecvFlags) -> Result<usize, Ended> {
        // Without room nothing would be read, and that looks like the end.
        if into.len() == into.capacity() {
            into.reserve(ROOM);
        }
        match retry(|| recv(&self.0, spare_capacity(into), flags))? {
            (0, _) => Err(self.how_it_ended()),
            (came, _) => Ok(came),
        }
    }

    /// After the end of the stream: whether the other side had read all.
    ///
    /// Who closes with bytes unread is reported instead of the end. But over TCP what was
    /// sent may cross the news of the end: then nobody has acknowledged it, and never will.
    fn how_it_ended(&self) -> Ended {
        match self.not_taken() {
            Ok(0) => Ended::Read,
            Ok(_) => Ended::Unread,
            Err(errno) => errno.into(),
        }
    }

    /// How much of what was sent has not arrived (TCP), or was not read (Unix): 0 for
    /// nothing, and otherwise a number of bytes, for Unix with the kernel's own.
    fn not_taken(&self) -> Result<libc::c_int, Errno> {
        // SAFETY: `TIOCOUTQ`, which is `SIOCOUTQ`, writes one `int` and reads nothing.
        let question = unsafe { Getter::<{ libc::TIOCOUTQ as Opcode }, libc::c_int>::new() };
        // SAFETY: the question fits the call, as said above, and the descriptor is a socket.
        unsafe { ioctl(&self.0, question) }
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Calls the kernel again after a signal.
fn retry<R>(mut call: impl FnMut() -> Result<R, Errno>) -> Result<R, Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            answer => return answer,
        }
    }
}

#[cfg(test)]
pub(super) mod pairs;
#[cfg(test)]
mod tests;
