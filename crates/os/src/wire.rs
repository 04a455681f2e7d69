//! Whole messages between processes, and descriptors along with them.

use std::{
    cell::RefCell,
    fs::File,
    io::{IoSlice, IoSliceMut, Write},
    mem::MaybeUninit,
    os::{
        fd::{AsFd, BorrowedFd, OwnedFd},
        unix::fs::FileExt,
    },
    time::Instant,
};

use smallvec::SmallVec;

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{MemfdFlags, memfd_create},
    io::Errno,
    net::{
        AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags,
        SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg,
        send, sendmsg, socketpair,
    },
};

use crate::OsError;

/// The most bytes of a message that travel through the socket itself. A longer one
/// travels as a memory file.
pub const MOST_INLINE: usize = 64 * 1024;

/// The most descriptors that the kernel takes along with one message (`SCM_MAX_FD`), but
/// for the one that a memory file needs.
pub const MOST_DESCRIPTORS: usize = 252;

/// The first byte of a message: its other bytes follow.
const INLINE: u8 = 0;
/// The first byte of a message: its other bytes are in the file that comes along.
const IN_FILE: u8 = 1;

/// One end of a pair of sockets over which whole messages travel.
///
/// The kernel keeps messages apart and in order. It hands each of them over in one step,
/// to one reader: with several readers no lock is needed, and a reader that is killed has
/// either taken a message or not. A message is in the kernel when [`send`](Wire::send)
/// returns, and outlives its sender.
///
/// A child that is forked has both ends too, so an end counts as closed when *every*
/// process that has it has closed it.
#[derive(Debug)]
pub struct Wire {
    socket: OwnedFd,
}

/// A message that arrived.
#[derive(Debug, Default)]
pub struct Message {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The descriptors that came along, in the order in which they were sent. They are
    /// closed when the process runs another program.
    pub descriptors: Vec<OwnedFd>,
}

/// What came of looking for a message.
#[derive(Debug)]
pub enum Received {
    /// This one.
    Message(Message),
    /// There was none in time.
    Nothing,
    /// There is none, and nobody is left who could send one.
    Closed,
}

/// How long an operation may wait.
#[derive(Clone, Copy, Debug)]
pub enum Patience {
    /// It does not wait at all.
    None,
    /// It waits until this time at most.
    Until(Instant),
    /// It waits as long as it takes.
    Endless,
}

impl Wire {
    /// Two ends: what is sent into one comes out of the other.
    ///
    /// # Errors
    ///
    /// [`OsError::Wire`] when the kernel has no descriptors left.
    pub fn pair() -> Result<(Wire, Wire), OsError> {
        let (family, kind) = (AddressFamily::UNIX, SocketType::SEQPACKET);
        let (one, other) = socketpair(family, kind, SocketFlags::CLOEXEC, None)
            .map_err(OsError::wire("make a pair of sockets"))?;
        Ok((Wire { socket: one }, Wire { socket: other }))
    }

    /// Sends a message, and waits while the kernel holds as many unread ones as it can.
    ///
    /// # Synchronization
    ///
    /// It happens before the [`receive`](Wire::receive) that returns the message.
    ///
    /// # Errors
    ///
    /// [`OsError::Wire`] when nobody has the other end any more (`EPIPE`), or when the
    /// kernel refuses.
    pub fn send(&self, bytes: &[u8], descriptors: &[BorrowedFd<'_>]) -> Result<(), OsError> {
        let sent = self.send_within(bytes, descriptors, Patience::Endless)?;
        debug_assert!(sent, "endless patience ends with a sent message");
        Ok(())
    }

    /// As [`send`](Wire::send), but waits no longer than this. Returns whether the message
    /// was sent.
    ///
    /// # Errors
    ///
    /// As [`send`](Wire::send).
    pub fn send_within(
        &self,
        bytes: &[u8],
        descriptors: &[BorrowedFd<'_>],
        patience: Patience,
    ) -> Result<bool, OsError> {
        if descriptors.len() > MOST_DESCRIPTORS {
            return Err(OsError::wire("send so many descriptors at once")(
                Errno::TOOMANYREFS,
            ));
        }
        if bytes.len() <= MOST_INLINE {
            if descriptors.is_empty() {
                return self.pass_plain(bytes, patience);
            }
            return self.pass(&[&[INLINE], bytes], descriptors, patience);
        }
        let file = memory_file(bytes).map_err(|source| OsError::Wire {
            what: "put a long message into a memory file",
            source,
        })?;
        let length = (bytes.len() as u64).to_le_bytes();
        let mut all = descriptors.to_vec();
        all.push(file.as_fd());
        self.pass(&[&[IN_FILE], &length], &all, patience)
    }

    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// [`OsError::Truncated`] when not all of the message arrived, or it is none of ours;
    /// [`OsError::Wire`] when the kernel refuses. The message is gone then.
    pub fn receive(&self) -> Result<Received, OsError> {
        self.receive_within(Patience::Endless)
    }

    /// As [`receive`](Wire::receive), but waits no longer than this.
    ///
    /// # Errors
    ///
    /// As [`receive`](Wire::receive).
    pub fn receive_within(&self, patience: Patience) -> Result<Received, OsError> {
        BYTES.with_borrow_mut(|bytes| {
            // A message has one byte more than its bytes inline: what it is.
            bytes.resize(MOST_INLINE + 1, 0);
            self.take(bytes, patience)
        })
    }

    /// Whether a message is there. The answer may be old before it is read.
    ///
    /// # Errors
    ///
    /// [`OsError::Wire`] when the kernel refuses.
    pub fn is_readable(&self) -> Result<bool, OsError> {
        ready(self.as_fd(), PollFlags::IN, Patience::None)
    }

    /// Sends these bytes as one message, without descriptors: the cheapest call that does.
    fn pass_plain(&self, bytes: &[u8], patience: Patience) -> Result<bool, OsError> {
        let flags = SendFlags::NOSIGNAL | patience.flags(SendFlags::empty(), SendFlags::DONTWAIT);
        LEAVING.with_borrow_mut(|message| {
            message.clear();
            message.push(INLINE);
            message.extend_from_slice(bytes);
            let sent = patience.try_again(self.as_fd(), PollFlags::OUT, SEND, || {
                send(&self.socket, message, flags)
            });
            sent.map(|sent| sent.is_some())
        })
    }

    /// Sends these bytes as one message, with these descriptors.
    fn pass(
        &self,
        bytes: &[&[u8]; 2],
        descriptors: &[BorrowedFd<'_>],
        patience: Patience,
    ) -> Result<bool, OsError> {
        const SPACE: usize = rustix::cmsg_space!(ScmRights(MOST_DESCRIPTORS + 1));
        let slices = bytes.map(IoSlice::new);
        let mut space = [MaybeUninit::uninit(); SPACE];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let fits = control.push(SendAncillaryMessage::ScmRights(descriptors));
        debug_assert!(fits, "there is space for the most that are sent");
        let flags = SendFlags::NOSIGNAL | patience.flags(SendFlags::empty(), SendFlags::DONTWAIT);
        patience
            .try_again(self.as_fd(), PollFlags::OUT, SEND, || {
                sendmsg(&self.socket, &slices, &mut control, flags).map(|_| true)
            })
            .map(|sent| sent.unwrap_or(false))
    }

    /// Receives one message by way of this memory.
    fn take(&self, memory: &mut [u8], patience: Patience) -> Result<Received, OsError> {
        const SPACE: usize = rustix::cmsg_space!(ScmRights(MOST_DESCRIPTORS + 1));
        let flags =
            RecvFlags::CMSG_CLOEXEC | patience.flags(RecvFlags::empty(), RecvFlags::DONTWAIT);
        let mut space = [MaybeUninit::uninit(); SPACE];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let what = "receive a message";
        let came = patience.try_again(self.as_fd(), PollFlags::IN, what, || {
            recvmsg(
                &self.socket,
                &mut [IoSliceMut::new(memory)],
                &mut control,
                flags,
            )
        });
        let Some(came) = came? else {
            return Ok(Received::Nothing);
        };
        let mut descriptors = Vec::new();
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(rights) = message {
                descriptors.extend(rights);
            }
        }
        if came.flags.contains(ReturnFlags::CTRUNC) {
            let what = "receive the descriptors of a message: close others, or raise `ulimit -n`";
            return Err(OsError::wire(what)(Errno::MFILE));
        }
        // None of ours is empty: it is the end, or comes from somebody else.
        if came.bytes == 0 && ready(self.as_fd(), PollFlags::RDHUP, Patience::None)? {
            return Ok(Received::Closed);
        }
        if came.flags.contains(ReturnFlags::TRUNC) {
            return Err(OsError::Truncated);
        }
        let bytes = match memory[..came.bytes].split_first() {
            Some((&INLINE, bytes)) => bytes.to_vec(),
            Some((&IN_FILE, length)) => {
                let file = descriptors.pop().ok_or(OsError::Truncated)?;
                read_all(file, length)?
            }
            _ => return Err(OsError::Truncated),
        };
        Ok(Received::Message(Message { bytes, descriptors }))
    }
}

/// What is tried, for whoever reads the error.
const SEND: &str = "send a message";

thread_local! {
    /// Where messages are put together, so that not each of them needs new memory.
    static LEAVING: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };

    /// Where messages arrive, so that not each of them needs new memory.
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl AsFd for Wire {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl From<Wire> for OwnedFd {
    fn from(wire: Wire) -> OwnedFd {
        wire.socket
    }
}

/// The descriptor must be an end of a [`Wire::pair`]: others make every call fail.
impl From<OwnedFd> for Wire {
    fn from(socket: OwnedFd) -> Wire {
        Wire { socket }
    }
}

impl Patience {
    /// So long from now on; a time that the clock cannot show never comes.
    pub fn after(time: std::time::Duration) -> Patience {
        Instant::now()
            .checked_add(time)
            .map_or(Patience::Endless, Patience::Until)
    }

    /// A call that has to be tried again does not wait in the kernel.
    fn flags<F>(self, wait: F, do_not_wait: F) -> F {
        match self {
            Patience::Endless => wait,
            Patience::None | Patience::Until(_) => do_not_wait,
        }
    }

    /// Calls the kernel until it answers or patience is at an end.
    fn try_again<R>(
        self,
        socket: BorrowedFd<'_>,
        until: PollFlags,
        what: &'static str,
        mut call: impl FnMut() -> Result<R, Errno>,
    ) -> Result<Option<R>, OsError> {
        loop {
            match call() {
                Ok(answer) => return Ok(Some(answer)),
                // The kernel says once, before all else, that the other end was closed with
                // messages of ours unread. What was sent from there can still be received.
                Err(Errno::INTR | Errno::CONNRESET) => {}
                Err(Errno::AGAIN) if self.is_over() => return Ok(None),
                // Not asked for its answer: when time is over there may be room for one
                // message, though not for as much as the kernel calls ready.
                Err(Errno::AGAIN) => {
                    ready(socket, until, self)?;
                }
                Err(errno) => return Err(OsError::wire(what)(errno)),
            }
        }
    }

    /// What is left, as the kernel wants it: nothing for endless patience.
    pub(crate) fn left(self) -> Option<Timespec> {
        let left = match self {
            Patience::None => std::time::Duration::ZERO,
            Patience::Until(time) => time.saturating_duration_since(Instant::now()),
            Patience::Endless => return None,
        };
        Timespec::try_from(left).ok()
    }

    fn is_over(self) -> bool {
        match self {
            Patience::None => true,
            Patience::Until(time) => Instant::now() >= time,
            Patience::Endless => false,
        }
    }
}

/// Waits until one of these descriptors can be read without waiting, and returns its index;
/// nothing if none can in time. Of several it is the first in the list. One whose other
/// end is closed can be read: there is nothing to wait for.
///
/// # Errors
///
/// [`OsError::Wire`] when the kernel refuses.
pub fn wait_for_any(
    descriptors: &[BorrowedFd<'_>],
    patience: Patience,
) -> Result<Option<usize>, OsError> {
    first_ready(descriptors, PollFlags::IN, patience)
}

/// Waits until a descriptor is ready for this; returns whether it became so in time.
pub(crate) fn ready(
    descriptor: BorrowedFd<'_>,
    what: PollFlags,
    patience: Patience,
) -> Result<bool, OsError> {
    first_ready(&[descriptor], what, patience).map(|first| first.is_some())
}

fn first_ready(
    descriptors: &[BorrowedFd<'_>],
    what: PollFlags,
    patience: Patience,
) -> Result<Option<usize>, OsError> {
    let mut polled: SmallVec<[_; 1]> = descriptors
        .iter()
        .map(|descriptor| PollFd::from_borrowed_fd(*descriptor, what))
        .collect();
    loop {
        match poll(&mut polled, patience.left().as_ref()) {
            Ok(0) if patience.is_over() => return Ok(None),
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return Ok(polled.iter().position(|one| !one.revents().is_empty())),
            Err(errno) => return Err(OsError::wire("wait for a descriptor")(errno)),
        }
    }
}

/// A file that lies in memory, has no name, and is gone with its last descriptor.
fn memory_file(bytes: &[u8]) -> std::io::Result<OwnedFd> {
    let mut file = File::from(memfd_create("message", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    Ok(file.into())
}

/// Reads a message from the file that it travelled in.
fn read_all(file: OwnedFd, length: &[u8]) -> Result<Vec<u8>, OsError> {
    let length = length.try_into().map_err(|_| OsError::Truncated)?;
    let length = usize::try_from(u64::from_le_bytes(length)).map_err(|_| OsError::Truncated)?;
    let file = File::from(file);
    let there = file.metadata().map_err(|_| OsError::Truncated)?.len();
    // Compared first: a length that is wrong must not ask for memory.
    if u64::try_from(length).ok() != Some(there) {
        return Err(OsError::Truncated);
    }
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, 0)
        .map_err(|_| OsError::Truncated)?;
    Ok(bytes)
}
