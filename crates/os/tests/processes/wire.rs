//! Messages between processes: what arrives, in which order, and what is refused.

use std::{
    fs::File,
    io::{IoSlice, Read, Write},
    mem::MaybeUninit,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    time::{Duration, Instant},
};

use os::{
    ExitStatus, MOST_DESCRIPTORS, MOST_INLINE, Message, OsError, Patience, Received, Shared, Wire,
    fork_child, run_processes, wait_for_any,
};
use rustix::{
    fs::{MemfdFlags, memfd_create},
    io::{Errno, FdFlags, fcntl_getfd},
    net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg},
    pipe::pipe,
};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use crate::{left::open_descriptors, until::until};

/// How long a test waits for what must not come.
const SOON: Duration = Duration::from_millis(20);

/// The message that is there by now.
fn next(wire: &Wire) -> Message {
    match wire.receive_within(Patience::None).unwrap() {
        Received::Message(message) => message,
        other => panic!("there should be a message: {other:?}"),
    }
}

/// So many bytes, of which no two neighbours are equal.
fn bytes(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

pub(crate) fn messages_arrive_whole_and_in_order() {
    let (one, other) = Wire::pair().unwrap();
    // Whoever receives wants none of them in part, and none with its neighbour.
    let lengths = [0, 1, 0, 3, MOST_INLINE, 2, MOST_INLINE + 1, 5];
    for (length, from, to) in lengths
        .iter()
        .flat_map(|length| [(length, &one, &other), (length, &other, &one)])
    {
        from.send(&bytes(*length), &[]).unwrap();
        from.send(b"next", &[]).unwrap();
        let message = next(to);
        assert_eq!(message.bytes, bytes(*length));
        assert!(message.descriptors.is_empty(), "the file was for the bytes");
        assert_eq!(next(to).bytes, b"next");
    }
    let nothing = other.receive_within(Patience::None).unwrap();
    assert!(matches!(nothing, Received::Nothing), "{nothing:?}");
}

pub(crate) fn a_message_may_have_any_length() {
    let (one, other) = Wire::pair().unwrap();
    let open = open_descriptors();
    let around = [MOST_INLINE - 1, MOST_INLINE, MOST_INLINE + 1];
    for length in [0, 1, 4096].into_iter().chain(around).chain([1 << 20]) {
        one.send(&bytes(length), &[]).unwrap();
        assert_eq!(next(&other).bytes, bytes(length), "{length} bytes");
        assert_eq!(open_descriptors(), open, "after {length} bytes");
    }
}

pub(crate) fn every_message_reaches_one_of_several_readers() {
    const MESSAGES: u32 = 3_000;
    let (ours, theirs) = Wire::pair().unwrap();
    let seen = Shared::new([const { AtomicU32::new(0) }; MESSAGES as usize]).unwrap();
    let mut readers = Vec::new();
    for _ in 0..3 {
        let reader = fork_child(|| {
            loop {
                let Received::Message(message) = theirs.receive().unwrap() else {
                    unreachable!("endless patience, and this process has the other end too")
                };
                let number = u32::from_le_bytes(message.bytes[..4].try_into().unwrap());
                if number == MESSAGES {
                    return 0;
                }
                assert_eq!(message.bytes.len(), 4 + number as usize % 1_000);
                seen[number as usize].fetch_add(1, SeqCst);
            }
        });
        readers.push(reader.unwrap());
    }
    for number in 0..MESSAGES {
        let mut message = number.to_le_bytes().to_vec();
        message.resize(4 + number as usize % 1_000, 0);
        ours.send(&message, &[]).unwrap();
    }
    for _ in &readers {
        ours.send(&MESSAGES.to_le_bytes(), &[]).unwrap();
    }
    for reader in readers {
        assert!(reader.wait().unwrap().success());
    }
    let missing = seen.iter().filter(|count| count.load(SeqCst) != 1).count();
    assert_eq!(missing, 0, "a message came to no reader, or to two");
}

pub(crate) fn descriptors_arrive_in_order_and_close_on_exec() {
    let (one, other) = Wire::pair().unwrap();
    let pipes = [pipe().unwrap(), pipe().unwrap()];
    let [first, second] = pipes.each_ref().map(|(_, writer)| writer.as_fd());
    // With a long message, the descriptor of its file must not be mixed up with ours.
    for length in [1, MOST_INLINE + 1] {
        one.send(&bytes(length), &[second, first]).unwrap();
        let message = next(&other);
        assert_eq!(message.bytes, bytes(length));
        assert_eq!(message.descriptors.len(), 2);
        for (descriptor, (reader, _)) in message.descriptors.into_iter().zip(pipes.iter().rev()) {
            let flags = fcntl_getfd(&descriptor).unwrap();
            assert!(flags.contains(FdFlags::CLOEXEC));
            File::from(descriptor).write_all(b"x").unwrap();
            let mut byte = [0];
            rustix::io::read(reader, &mut byte).unwrap();
            assert_eq!(&byte, b"x");
        }
    }
    for end in [one.as_fd(), other.as_fd()] {
        assert!(fcntl_getfd(end).unwrap().contains(FdFlags::CLOEXEC));
    }
}

pub(crate) fn as_many_descriptors_as_are_allowed_arrive_and_one_more_is_refused() {
    let (one, other) = Wire::pair().unwrap();
    let open = open_descriptors();
    for length in [1, MOST_INLINE + 1] {
        let many = [one.as_fd(); MOST_DESCRIPTORS];
        one.send(&bytes(length), &many).unwrap();
        assert_eq!(next(&other).descriptors.len(), MOST_DESCRIPTORS);

        let too_many = [one.as_fd(); MOST_DESCRIPTORS + 1];
        let refused = one.send(&bytes(length), &too_many).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "cannot send so many descriptors at once"
        );
        let nothing = other.receive_within(Patience::None).unwrap();
        assert!(matches!(nothing, Received::Nothing), "{nothing:?}");
    }
    assert_eq!(open_descriptors(), open);
}

pub(crate) fn who_waits_for_a_message_waits_no_longer_than_it_wants() {
    let (one, other) = Wire::pair().unwrap();
    for (patience, least) in [
        (Patience::None, Duration::ZERO),
        (Patience::after(SOON), SOON),
    ] {
        let begin = Instant::now();
        let nothing = other.receive_within(patience).unwrap();
        assert!(matches!(nothing, Received::Nothing), "{nothing:?}");
        assert!(begin.elapsed() >= least);
    }
    // Time is measured from the call of `after`: a patience that is over is none.
    let over = Patience::after(Duration::ZERO);
    assert!(matches!(
        other.receive_within(over).unwrap(),
        Received::Nothing
    ));
    assert!(!other.is_readable().unwrap());
    one.send(b"here", &[]).unwrap();
    assert!(other.is_readable().unwrap());
    assert!(other.is_readable().unwrap(), "to look takes nothing");
    let child = fork_child(|| {
        one.send(b"there", &[]).unwrap();
        0
    });
    assert!(child.unwrap().wait().unwrap().success());
    for text in [&b"here"[..], b"there"] {
        let Received::Message(message) = other
            .receive_within(Patience::after(Duration::MAX))
            .unwrap()
        else {
            panic!("it was sent before");
        };
        assert_eq!(message.bytes, text);
    }
}

pub(crate) fn who_sends_waits_for_room_no_longer_than_it_wants() {
    let (one, other) = Wire::pair().unwrap();
    let bytes = bytes(MOST_INLINE);
    let mut sent = 0;
    while one.send_within(&bytes, &[], Patience::None).unwrap() {
        sent += 1;
    }
    assert!(sent > 0, "an empty socket takes a message");
    let begin = Instant::now();
    let patience = Patience::after(SOON);
    assert!(!one.send_within(&bytes, &[], patience).unwrap());
    assert!(begin.elapsed() >= SOON);
    // A sender without a deadline goes on when somebody reads.
    let child = fork_child(|| {
        one.send(&bytes, &[]).unwrap();
        0
    });
    for _ in 0..=sent {
        let Received::Message(message) = other.receive().unwrap() else {
            panic!("it was sent");
        };
        assert_eq!(message.bytes, bytes);
    }
    assert!(child.unwrap().wait().unwrap().success());
}

/// The kernel says that there is room when three quarters of all room are free. Room for
/// one message is enough for one message.
pub(crate) fn who_runs_out_of_time_uses_what_room_there_is() {
    let (one, other) = Wire::pair().unwrap();
    let bytes = bytes(MOST_INLINE / 8);
    while one.send_within(&bytes, &[], Patience::None).unwrap() {}
    let sender = std::process::id();
    let child = fork_child(|| {
        until(|| state(sender) == 'S');
        next(&other);
        0
    });
    let patience = Patience::after(Duration::from_secs(1));
    assert!(one.send_within(&bytes, &[], patience).unwrap());
    assert!(child.unwrap().wait().unwrap().success());
    assert!(!one.send_within(&bytes, &[], Patience::None).unwrap());
}

/// How the kernel calls what a process does: `S` when it sleeps.
fn state(pid: u32) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // Before it stands a name in parentheses, which can contain anything.
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    fields.chars().next().unwrap()
}

pub(crate) fn a_closed_wire_is_drained_and_then_closed() {
    let (one, other) = Wire::pair().unwrap();
    one.send(b"last", &[]).unwrap();
    drop(one);
    assert_eq!(next(&other).bytes, b"last");
    for patience in [Patience::None, Patience::after(SOON), Patience::Endless] {
        let closed = other.receive_within(patience).unwrap();
        assert!(matches!(closed, Received::Closed), "{closed:?}");
    }
    assert!(other.is_readable().unwrap(), "there is nothing to wait for");
}

/// The kernel tells the reader first that its own messages were not read, and keeps the
/// others for later.
pub(crate) fn a_sender_that_did_not_read_loses_nothing_that_it_sent() {
    for patience in [Patience::None, Patience::after(SOON), Patience::Endless] {
        let (one, other) = Wire::pair().unwrap();
        other.send(b"never read", &[]).unwrap();
        one.send(b"sent", &[]).unwrap();
        drop(one);
        let first = other.receive_within(patience).unwrap();
        assert!(
            matches!(first, Received::Message(ref it) if it.bytes == b"sent"),
            "{first:?}"
        );
        let closed = other.receive_within(patience).unwrap();
        assert!(matches!(closed, Received::Closed), "{closed:?}");
    }
}

pub(crate) fn a_message_outlives_a_sender_that_is_killed() {
    let (ours, theirs) = Wire::pair().unwrap();
    let sent = Shared::new(AtomicU32::new(0)).unwrap();
    let child = fork_child(|| {
        theirs.send(&bytes(MOST_INLINE + 1), &[]).unwrap();
        sent.store(1, SeqCst);
        until(|| false);
        0
    })
    .unwrap();
    until(|| sent.load(SeqCst) == 1);
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap(), ExitStatus::Killed { signal: 9 });
    assert_eq!(next(&ours).bytes, bytes(MOST_INLINE + 1));
}

pub(crate) fn to_send_to_nobody_is_an_error_and_no_signal() {
    use nix::sys::signal::{SigHandler, Signal, signal};
    let child = fork_child(|| {
        #[allow(unsafe_code, reason = "the compiler cannot check what a handler does")]
        // SAFETY: there is no handler: the kernel does what it does by default.
        unsafe { signal(Signal::SIGPIPE, SigHandler::SigDfl) }.unwrap();
        let (one, other) = Wire::pair().unwrap();
        one.send(b"never read", &[]).unwrap();
        drop(other);
        for patience in [Patience::None, Patience::after(SOON), Patience::Endless] {
            let refused = one.send_within(b"x", &[], patience).unwrap_err();
            assert_eq!(refused.to_string(), "cannot send a message");
            assert_eq!(errno(&refused), Some(Errno::PIPE));
        }
        0
    });
    assert_eq!(child.unwrap().wait().unwrap(), ExitStatus::Exited(0));
}

/// What the kernel answered.
fn errno(error: &OsError) -> Option<Errno> {
    let OsError::Wire { source, .. } = error else {
        return None;
    };
    source.raw_os_error().map(Errno::from_raw_os_error)
}

pub(crate) fn what_is_no_message_of_ours_is_refused() {
    let file = memfd_create("test", MemfdFlags::CLOEXEC).unwrap();
    rustix::io::write(&file, b"four").unwrap();
    let length = |length: u64| [&[1][..], &length.to_le_bytes()].concat();
    let none: &[BorrowedFd<'_>] = &[];
    let cases = [
        ("of an unknown kind", vec![2, 0, 0], none),
        ("longer than any", vec![0; MOST_INLINE + 2], none),
        ("without its file", length(4), none),
        ("without a length", vec![1], &[file.as_fd()]),
        ("with half a length", vec![1, 4, 0, 0], &[file.as_fd()]),
        ("with a file too short", length(5), &[file.as_fd()]),
        ("with a file too long", length(3), &[file.as_fd()]),
        (
            "with a length of everything",
            length(u64::MAX),
            &[file.as_fd()],
        ),
        ("empty", vec![], none),
    ];
    let open = open_descriptors();
    for (what, bytes, descriptors) in cases {
        let (one, other) = Wire::pair().unwrap();
        send_raw(&one, &bytes, descriptors);
        let refused = other.receive_within(Patience::None);
        assert!(
            matches!(refused, Err(OsError::Truncated)),
            "{what}: {refused:?}"
        );
        // The next one is none the worse for it.
        one.send(b"next", &[]).unwrap();
        assert_eq!(next(&other).bytes, b"next");
    }
    // The control: this is how one of ours looks.
    let (one, other) = Wire::pair().unwrap();
    send_raw(&one, &length(4), &[file.as_fd()]);
    assert_eq!(next(&other).bytes, b"four");
    drop((one, other));
    assert_eq!(open_descriptors(), open);
}

/// Sends bytes past the wire's own way of sending.
fn send_raw(wire: &Wire, bytes: &[u8], descriptors: &[BorrowedFd<'_>]) {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !descriptors.is_empty() {
        assert!(control.push(SendAncillaryMessage::ScmRights(descriptors)));
    }
    sendmsg(
        wire,
        &[IoSlice::new(bytes)],
        &mut control,
        SendFlags::empty(),
    )
    .unwrap();
}

pub(crate) fn a_descriptor_that_is_no_wire_is_refused() {
    let (reader, _writer) = pipe().unwrap();
    let wire = Wire::from(reader);
    let refused = wire.receive().unwrap_err();
    assert_eq!(refused.to_string(), "cannot receive a message");
    let refused = wire.send(b"x", &[]).unwrap_err();
    assert_eq!(refused.to_string(), "cannot send a message");
    // It goes as it came.
    let mut back = File::from(OwnedFd::from(wire));
    drop(_writer);
    assert_eq!(back.read(&mut [0]).unwrap(), 0);
}

pub(crate) fn a_receiver_without_descriptors_left_says_so() {
    run_processes(1, |_| {
        let (one, other) = Wire::pair().unwrap();
        one.send(b"x", &[one.as_fd()]).unwrap();
        let _all: Vec<_> = std::iter::from_fn(|| one.as_fd().try_clone_to_owned().ok()).collect();
        let refused = other.receive_within(Patience::None).unwrap_err();
        assert_eq!(errno(&refused), Some(Errno::MFILE), "{refused:?}");

        // What fits into the socket needs none.
        one.send(&bytes(MOST_INLINE), &[]).unwrap();
        assert_eq!(next(&other).bytes, bytes(MOST_INLINE));
        let refused = one.send(&bytes(MOST_INLINE + 1), &[]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "cannot put a long message into a memory file"
        );
    })
    .unwrap();
}

pub(crate) fn of_several_descriptors_the_first_that_is_ready_is_found() {
    let [(one, a), (two, b)] = [Wire::pair().unwrap(), Wire::pair().unwrap()];
    let all = [a.as_fd(), b.as_fd()];
    let find = || wait_for_any(&all, Patience::None).unwrap();
    assert_eq!(find(), None);
    let begin = Instant::now();
    assert_eq!(wait_for_any(&all, Patience::after(SOON)).unwrap(), None);
    assert!(begin.elapsed() >= SOON);
    two.send(b"x", &[]).unwrap();
    assert_eq!(find(), Some(1));
    one.send(b"x", &[]).unwrap();
    assert_eq!(find(), Some(0));
    next(&a);
    drop(one);
    assert_eq!(find(), Some(0), "a closed end is ready");
    assert_eq!(wait_for_any(&all, Patience::Endless).unwrap(), Some(0));
}
