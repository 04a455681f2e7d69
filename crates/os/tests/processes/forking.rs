//! How children end, and how their parent learns of it.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering::SeqCst},
};

use os::{ExitStatus, OsError, PANIC_EXIT_CODE, Shared, fork_child, run_processes};
use rustix::process::{Pid, WaitOptions, getpid, set_child_subreaper, waitpid};

use crate::until::until;

/// Panics without a message, which a reader would take for a failed test.
fn panic_silently() {
    std::panic::set_hook(Box::new(|_| ()));
    panic!("on purpose");
}

pub(crate) fn an_exit_code_a_panic_and_a_signal_are_told_apart() {
    let end_of = |body: fn() -> u8| fork_child(body).unwrap().wait().unwrap();
    assert_eq!(end_of(|| 0), ExitStatus::Exited(0));
    assert_eq!(end_of(|| 255), ExitStatus::Exited(255));

    let panicked = end_of(|| {
        panic_silently();
        0
    });
    assert_eq!(panicked, ExitStatus::Exited(PANIC_EXIT_CODE));

    let child = fork_child(|| {
        until(|| false);
        0
    })
    .unwrap();
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap(), ExitStatus::Killed { signal: 9 });
}

pub(crate) fn a_failing_child_is_named_by_its_index() {
    let finished = Shared::new(AtomicU32::new(0)).unwrap();
    let run = |failing: Option<usize>| {
        run_processes(3, |index| {
            if failing == Some(index) {
                panic_silently();
            }
            finished.fetch_add(1, SeqCst);
        })
    };
    assert!(run(None).is_ok());
    assert_eq!(finished.swap(0, SeqCst), 3);

    let error = run(Some(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "child 1 exited with code 101: see what it wrote to standard error"
    );
    assert_eq!(finished.load(SeqCst), 2, "the others are waited for");
}

pub(crate) fn of_two_failing_children_the_lowest_index_is_named() {
    let second_failed = Shared::new(AtomicBool::new(false)).unwrap();
    let error = run_processes(3, |index| {
        match index {
            1 => until(|| second_failed.load(SeqCst)),
            2 => second_failed.store(true, SeqCst),
            _ => return,
        }
        panic_silently();
    })
    .unwrap_err();
    assert!(
        matches!(error, OsError::ChildFailed { index: 1, .. }),
        "{error:?}"
    );
}

pub(crate) fn no_processes_is_no_failure() {
    run_processes(0, |_| panic!("nobody runs this")).unwrap();
}

pub(crate) fn a_dropped_child_is_waited_for() {
    let child = fork_child(|| 0).unwrap();
    let entry = format!("/proc/{}", child.pid());
    assert!(
        Path::new(&entry).exists(),
        "a child not waited for stays listed"
    );
    drop(child);
    assert!(!Path::new(&entry).exists());
}

pub(crate) fn a_child_does_not_outlive_its_parent() {
    let orphan = Shared::new(AtomicI32::new(0)).unwrap();
    // The orphan comes to this process, which can then see how it ends.
    set_child_subreaper(Some(getpid())).unwrap();
    let parent = fork_child(|| {
        let child = fork_child(|| {
            orphan.store(getpid().as_raw_nonzero().get(), SeqCst);
            std::panic::set_hook(Box::new(|_| ()));
            until(|| false);
            0
        });
        child.unwrap().wait().unwrap();
        0
    })
    .unwrap();
    until(|| orphan.load(SeqCst) != 0);
    parent.kill().unwrap();
    parent.wait().unwrap();

    let (_, status) = waitpid(Pid::from_raw(orphan.load(SeqCst)), WaitOptions::empty())
        .unwrap()
        .unwrap();
    set_child_subreaper(None).unwrap();
    assert_eq!(status.terminating_signal(), Some(9), "{status:?}");
}

pub(crate) fn a_child_runs_no_destructor_of_its_parent() {
    /// Counts how often it is dropped.
    struct Bell<'a>(&'a AtomicU32);
    impl Drop for Bell<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    let rings = Shared::new(AtomicU32::new(0)).unwrap();
    let parents = Bell(&rings);
    run_processes(1, |_| drop(Bell(&rings))).unwrap();
    assert_eq!(rings.load(SeqCst), 1, "only what the child made itself");
    drop(parents);
    assert_eq!(rings.load(SeqCst), 2);
}
