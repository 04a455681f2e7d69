//! Starting this program anew; and what a parent can do to a child, however it began.

use std::{
    env, fs,
    fs::File,
    io::{Read, Write},
    os::fd::{AsFd, OwnedFd},
    path::Path,
    time::{Duration, Instant},
};

use os::{Child, ExitStatus, Patience, fork_child, spawn_again, wait_for_any};
use rustix::pipe::{PipeFlags, pipe_with};

use crate::{left::open_descriptors, until::until};

/// The first argument of the copies of this program that a test has spawned.
pub(crate) const AGAIN: &str = "--spawned-again";

pub(crate) fn is_spawned_again() -> bool {
    env::args().nth(1).is_some_and(|first| first == AGAIN)
}

/// What such a copy does: its second argument says so.
pub(crate) fn run_again() {
    let mut input = std::io::stdin();
    match env::args().nth(2).as_deref() {
        // Ends with the number that it reads.
        Some("number") => {
            let mut number = [0];
            input.read_exact(&mut number).unwrap();
            std::process::exit(number[0].into());
        }
        // Ends with the number of descriptors that it has.
        Some("descriptors") => {
            std::process::exit(open_descriptors().try_into().unwrap());
        }
        _ => panic!("nobody spawns this"),
    }
}

pub(crate) fn pipe() -> (OwnedFd, File) {
    let (reader, writer) = pipe_with(PipeFlags::CLOEXEC).unwrap();
    (reader, writer.into())
}

pub(crate) fn a_spawned_child_has_its_arguments_and_its_input() {
    let (reader, mut writer) = pipe();
    let child = spawn_again([AGAIN, "number"], reader).unwrap();
    writer.write_all(&[7]).unwrap();
    assert_eq!(child.wait().unwrap(), ExitStatus::Exited(7));
}

pub(crate) fn a_spawned_child_has_no_other_descriptor() {
    let count = || {
        let (reader, _writer) = pipe();
        spawn_again([AGAIN, "descriptors"], reader)
            .unwrap()
            .wait()
            .unwrap()
    };
    let alone = count();
    assert!(matches!(alone, ExitStatus::Exited(4..)), "{alone:?}");
    let _mine: Vec<_> = (0..10).map(|_| os::Wire::pair().unwrap()).collect();
    let _shared = os::Shared::in_memory_file(std::sync::atomic::AtomicU32::new(0)).unwrap();
    let _sibling = fork_child(|| 0).unwrap();
    assert_eq!(count(), alone);
}

pub(crate) fn nothing_is_left_of_a_child() {
    let open = open_descriptors();
    for _ in 0..3 {
        let (reader, mut writer) = pipe();
        let child = spawn_again([AGAIN, "number"], reader).unwrap();
        let entry = format!("/proc/{}", child.pid());
        writer.write_all(&[0]).unwrap();
        drop(child);
        assert!(!Path::new(&entry).exists());
        let _ = fork_child(|| 0).unwrap().wait().unwrap();
    }
    assert_eq!(open_descriptors(), open);
}

/// A child that ends only when it is made to.
fn endless() -> Child {
    fork_child(|| {
        until(|| false);
        0
    })
    .unwrap()
}

pub(crate) fn a_child_is_terminated_or_killed_and_again_without_effect() {
    type Send = fn(&Child) -> Result<(), os::OsError>;
    for (signal, end) in [(Child::terminate as Send, 15), (Child::kill as Send, 9)] {
        let mut child = endless();
        assert_eq!(child.wait_within(Patience::None).unwrap(), None);
        signal(&child).unwrap();
        let status = ExitStatus::Killed { signal: end };
        let soon = || Patience::after(Duration::from_secs(10));
        assert_eq!(child.wait_within(soon()).unwrap(), Some(status));
        // Its number may belong to another process by now; nobody is hit.
        child.kill().unwrap();
        child.terminate().unwrap();
        assert_eq!(child.wait_within(Patience::None).unwrap(), Some(status));
        assert_eq!(child.wait().unwrap(), status);
    }
}

pub(crate) fn who_waits_for_a_child_waits_no_longer_than_it_wants() {
    const SOON: Duration = Duration::from_millis(20);
    let mut child = endless();
    let begin = Instant::now();
    assert_eq!(child.wait_within(Patience::after(SOON)).unwrap(), None);
    assert!(begin.elapsed() >= SOON);
    assert!(fs::exists(format!("/proc/{}", child.pid())).unwrap());
    child.kill().unwrap();
}

pub(crate) fn a_sentinel_is_ready_when_its_child_has_ended() {
    let (reader, mut writer) = pipe();
    let [lives, ends] = [endless(), spawn_again([AGAIN, "number"], reader).unwrap()];
    let sentinels = [lives.sentinel(), ends.sentinel()];
    assert_eq!(wait_for_any(&sentinels, Patience::None).unwrap(), None);
    writer.write_all(&[3]).unwrap();
    let first = wait_for_any(&sentinels, Patience::Endless).unwrap();
    assert_eq!(first, Some(1));
    lives.kill().unwrap();
    assert_eq!(ends.wait().unwrap(), ExitStatus::Exited(3));
    let flags = rustix::io::fcntl_getfd(lives.sentinel().as_fd()).unwrap();
    assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
}

pub(crate) fn somebody_elses_child_is_not_waited_for() {
    let mut child = endless();
    let refused = fork_child(|| {
        // This process has a copy of it, and is not its parent.
        let error = child.wait_within(Patience::None).unwrap();
        u8::from(error.is_some())
    });
    assert!(refused.unwrap().wait().unwrap().success());
    child.kill().unwrap();
    until(|| {
        wait_for_any(&[child.sentinel()], Patience::None)
            .unwrap()
            .is_some()
    });
    let pid = child.pid();
    let refused = fork_child(|| {
        let error = child.wait_within(Patience::None).unwrap_err();
        let words = format!(
            "cannot wait for child {pid}: let nobody else wait for it, and do not ignore SIGCHLD"
        );
        u8::from(error.to_string() != words)
    });
    assert!(refused.unwrap().wait().unwrap().success());
    assert_eq!(child.wait().unwrap(), ExitStatus::Killed { signal: 9 });
}
