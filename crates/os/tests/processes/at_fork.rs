//! Hooks: which run, where, and in which order.
//!
//! Nothing takes a hook back. So each test registers its hooks in a child, and they are gone
//! with it.

use std::{
    mem::take,
    panic::set_hook,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
};

use os::{
    AtFork, ExitStatus, OsError, PANIC_EXIT_CODE, Shared, at_fork, fork_child, run_processes,
    spawn_again,
};
use rustix::process::{Resource, Rlimit, Uid, setrlimit};

use crate::spawning::{AGAIN, pipe};

/// What has run in this process, and in its ancestors before they forked it.
static TRACE: Mutex<Vec<&str>> = Mutex::new(Vec::new());

fn note(what: &'static str) {
    TRACE.lock().unwrap().push(what);
}

/// Returns the trace, and begins a new one.
fn traced() -> Vec<&'static str> {
    take(&mut *TRACE.lock().unwrap())
}

const FIRST: AtFork = AtFork {
    before: || note("first: before"),
    in_parent: || note("first: in the parent"),
    in_child: || note("first: in the child"),
};

const SECOND: AtFork = AtFork {
    before: || note("second: before"),
    in_parent: || note("second: in the parent"),
    in_child: || note("second: in the child"),
};

const BEFORE: [&str; 2] = ["second: before", "first: before"];
const IN_PARENT: [&str; 2] = ["first: in the parent", "second: in the parent"];
const IN_CHILD: [&str; 2] = ["first: in the child", "second: in the child"];

/// Runs this in a child, which must not panic.
fn apart(body: impl FnOnce()) {
    let child = fork_child(|| {
        body();
        0
    });
    assert!(child.unwrap().wait().unwrap().success());
}

/// Runs this in a child, after these hooks have been registered there.
fn with_hooks(hooks: &[AtFork], body: impl FnOnce()) {
    apart(|| {
        hooks.iter().copied().for_each(at_fork);
        assert!(traced().is_empty(), "to register them runs none");
        body();
    });
}

pub(crate) fn hooks_run_in_order_round_a_fork() {
    with_hooks(&[FIRST, SECOND], || {
        apart(|| assert_eq!(traced(), [BEFORE, IN_CHILD].concat()));
        assert_eq!(traced(), [BEFORE, IN_PARENT].concat());
        run_processes(2, |_| assert!(traced().ends_with(&IN_CHILD))).unwrap();
        assert_eq!(traced(), [BEFORE, IN_PARENT, BEFORE, IN_PARENT].concat());
    });
}

/// The control: the trace is of the hooks, and they of the process that registered them.
pub(crate) fn without_hooks_nothing_runs() {
    with_hooks(&[], || {
        apart(|| assert!(traced().is_empty()));
        assert!(traced().is_empty());
    });
}

pub(crate) fn a_fork_that_is_refused_for_its_threads_runs_none() {
    with_hooks(&[FIRST, SECOND], || {
        let (release, released) = mpsc::channel::<()>();
        // Ends when the sender is dropped.
        let thread = thread::spawn(move || released.recv().is_err());
        let refused = fork_child(|| 0).unwrap_err();
        assert!(
            matches!(refused, OsError::ManyThreads { threads: 2 }),
            "{refused:?}"
        );
        drop(release);
        assert!(thread.join().unwrap());
        assert!(traced().is_empty());
        // The control: alone it forks, and they run.
        apart(|| ());
        assert_eq!(traced(), [BEFORE, IN_PARENT].concat());
    });
}

pub(crate) fn a_fork_that_the_kernel_refuses_is_ended_in_the_parent() {
    with_hooks(&[FIRST, SECOND], || {
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        setrlimit(Resource::Nproc, none).unwrap();
        // The limit binds everybody but the administrator. Refused to all others.
        let _ = rustix::thread::set_thread_uid(Uid::from_raw(65534));
        let refused = fork_child(|| 0).unwrap_err();
        assert!(matches!(refused, OsError::Fork { .. }), "{refused:?}");
        assert_eq!(traced(), [BEFORE, IN_PARENT].concat());
    });
}

pub(crate) fn a_child_of_a_child_runs_them_too() {
    with_hooks(&[FIRST], || {
        apart(|| {
            at_fork(SECOND);
            traced();
            apart(|| assert_eq!(traced(), [BEFORE, IN_CHILD].concat()));
        });
        traced();
        // What a child registers is its own.
        apart(|| assert_eq!(traced(), ["first: before", "first: in the child"]));
    });
}

pub(crate) fn a_spawned_child_runs_none() {
    with_hooks(&[FIRST, SECOND], || {
        let (reader, writer) = pipe();
        let child = spawn_again([AGAIN, "descriptors"], reader).unwrap();
        drop(writer);
        assert!(matches!(child.wait().unwrap(), ExitStatus::Exited(_)));
        assert!(traced().is_empty());
    });
}

pub(crate) fn a_hook_that_panics_ends_the_child_before_its_body() {
    const PANICS: AtFork = AtFork {
        in_child: || {
            // A reader would take the message for a failed test.
            set_hook(Box::new(|_| ()));
            panic!("on purpose");
        },
        ..FIRST
    };
    for (hooks, ran, ended) in [
        (&[FIRST][..], true, 0),
        (&[FIRST, PANICS], false, PANIC_EXIT_CODE),
    ] {
        let body_ran = Shared::new(AtomicBool::new(false)).unwrap();
        with_hooks(hooks, || {
            let child = fork_child(|| {
                body_ran.store(true, SeqCst);
                0
            });
            assert_eq!(child.unwrap().wait().unwrap(), ExitStatus::Exited(ended));
        });
        assert_eq!(body_ran.load(SeqCst), ran);
    }
}
