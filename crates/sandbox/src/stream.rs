//! One stream of a job, at our end: what it prints is kept up to the limit, and what it
//! is told is written as fast as it listens.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

use crate::Kept;

/// How much is read or written at a time.
const PIECE: usize = 64 * 1024;

/// What a job prints. `None` once it has ended, or has been cut.
pub(crate) struct Listening {
    from: Option<OwnedFd>,
    limit: u64,
    pub(crate) kept: Kept,
}

impl Listening {
    pub(crate) fn new(from: Option<impl Into<OwnedFd>>, limit: u64) -> io::Result<Listening> {
        let from = from.map(Into::into);
        if let Some(from) = &from {
            never_wait(from)?;
        }
        let kept = Kept::default();
        Ok(Listening { from, limit, kept })
    }

    pub(crate) fn waits_for(&self) -> Option<BorrowedFd<'_>> {
        self.from.as_ref().map(AsFd::as_fd)
    }

    /// Reads what is there now.
    pub(crate) fn read(&mut self) {
        while let Some(from) = &self.from {
            let have = self.kept.bytes.len() as u64;
            // One byte more than is kept tells that there is more.
            let room = (self.limit.saturating_add(1) - have).min(PIECE as u64);
            let mut piece = vec![0; usize::try_from(room).unwrap_or(PIECE)];
            match rustix::io::read(from, &mut piece[..]) {
                Ok(0) => self.from = None,
                Ok(read) => self.kept.bytes.extend(&piece[..read]),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                // What cannot be read was never said.
                Err(_) => self.from = None,
            }
            if self.kept.bytes.len() as u64 > self.limit {
                self.kept.is_cut = true;
                self.kept.bytes.pop();
                self.from = None;
            }
        }
    }
}

/// What a job is told. `None` once all is said, or nobody listens.
pub(crate) struct Telling {
    to: Option<OwnedFd>,
    bytes: Vec<u8>,
    said: usize,
}

impl Telling {
    pub(crate) fn new(to: Option<impl Into<OwnedFd>>, bytes: Vec<u8>) -> io::Result<Telling> {
        let to = to.map(Into::into);
        if let Some(to) = &to {
            never_wait(to)?;
        }
        let mut telling = Telling { to, bytes, said: 0 };
        // Most input is short, and then that is all.
        telling.write();
        Ok(telling)
    }

    pub(crate) fn waits_for(&self) -> Option<BorrowedFd<'_>> {
        self.to.as_ref().map(AsFd::as_fd)
    }

    /// Writes what there is room for now.
    pub(crate) fn write(&mut self) {
        while let Some(to) = &self.to {
            let rest = &self.bytes[self.said..];
            if rest.is_empty() {
                self.to = None;
                break;
            }
            match rustix::io::write(to, &rest[..rest.len().min(PIECE)]) {
                Ok(written) => self.said += written,
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                // Who does not listen need not be told.
                Err(_) => self.to = None,
            }
        }
    }
}

fn never_wait(stream: &OwnedFd) -> io::Result<()> {
    let flags = fcntl_getfl(stream)?;
    Ok(fcntl_setfl(stream, flags | OFlags::NONBLOCK)?)
}
