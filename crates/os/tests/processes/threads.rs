//! Who may fork.

use std::{
    fs,
    sync::{
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
};

use os::{ExitStatus, OsError, Shared, fork_child};

pub(crate) fn the_tests_run_in_a_process_with_one_thread() {
    let tasks = fs::read_dir("/proc/self/task").expect("/proc is mounted");
    assert_eq!(tasks.count(), 1);
}

pub(crate) fn a_process_with_two_threads_is_refused_until_it_has_joined_one() {
    let ran = Shared::new(AtomicBool::new(false)).unwrap();
    let body = || {
        ran.store(true, SeqCst);
        0
    };
    let (release, released) = mpsc::channel::<()>();
    // Ends when the sender is dropped.
    let thread = thread::spawn(move || released.recv().is_err());

    let refused = fork_child(body).unwrap_err();
    assert!(
        matches!(refused, OsError::ManyThreads { threads: 2 }),
        "{refused:?}"
    );
    assert_eq!(
        refused.to_string(),
        "this process has 2 threads, and only a process with one may fork: \
         fork before starting threads, or join them first"
    );
    assert!(!ran.load(SeqCst));

    drop(release);
    assert!(thread.join().unwrap());
    let status = fork_child(body).unwrap().wait().unwrap();
    assert_eq!(status, ExitStatus::Exited(0));
    assert!(ran.load(SeqCst));
}

/// The kernel may list a thread for a moment after it was joined, which a run meets
/// by chance only: the unit tests of the count cover it on purpose.
pub(crate) fn a_joined_thread_never_stops_a_fork() {
    for _ in 0..500 {
        thread::spawn(|| ()).join().unwrap();
        let status = fork_child(|| 0).unwrap().wait().unwrap();
        assert!(status.success());
    }
}
