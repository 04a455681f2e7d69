//! Forking one child that runs a closure and nothing else.

#![allow(
    unsafe_code,
    reason = "fork and _exit are calls the compiler cannot check"
)]

use std::{
    io::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

use nix::{
    libc,
    unistd::{ForkResult, fork},
};

use rustix::process::{Pid, Signal, getpid, getppid, set_parent_process_death_signal};

use crate::{
    Child, OsError,
    at_fork::Round,
    threads::{OWN_THREADS, count_threads},
};

/// The exit code of a child whose closure panicked: what Rust's own `main` uses.
pub const PANIC_EXIT_CODE: u8 = 101;

/// Forks a child that runs `body` and exits with the code it returns.
///
/// The child starts with a copy of this process's memory: what it writes stays
/// its own, but for what is in a [`Shared`](crate::Shared). A panic in `body`
/// prints its message as usual and ends the child with [`PANIC_EXIT_CODE`]; where
/// panics abort, SIGABRT kills the child.
///
/// The parent may drop `body` at once. So let it borrow a `Shared` rather than own
/// it: a parent that drops an owned one can no longer read it.
///
/// # How a child exits
///
/// By `_exit`, straight from `body`: it never returns into its copy of the
/// caller. The destructors and `atexit` handlers that wait there are the parent's:
/// running them in the child too would delete the parent's temporary files or
/// release the parent's locks a second time. For the same reason `body` must not
/// call [`std::process::exit`], which runs `atexit` handlers.
///
/// Bytes waiting in a buffer are copied as well, and would be written by both. So
/// standard output is flushed before the fork, and again in the child before it
/// exits; standard error has no buffer. Flush all other writers before forking.
///
/// # Signals
///
/// A child stays in its parent's process group. Ctrl-C therefore sends SIGINT to
/// the parent and to every child, and by default ends them all. When the thread
/// that forked ends in any other way, killed for instance, the kernel kills its
/// children with SIGKILL: none goes on waiting for peers that nobody counts.
///
/// # Hooks
///
/// The hooks that [`at_fork`](crate::at_fork) was given are called round the fork.
///
/// # Synchronization
///
/// All that the parent did before this call → the start of `body`. All that `body`
/// does → the return of [`Child::wait`].
///
/// # Errors
///
/// In the parent, before any child exists:
/// - [`OsError::ManyThreads`] when this process has more than one thread. A child
///   gets only the thread that forked, but a copy of every lock: one that another
///   thread held, such as the allocator's, is never released in the child.
/// - [`OsError::CountThreads`] when the threads cannot be counted.
/// - [`OsError::Flush`] when standard output cannot be flushed.
/// - [`OsError::Fork`] when the kernel refuses.
/// - [`OsError::Wait`] when no descriptor is left for the child; it is gone then.
pub fn fork_child(body: impl FnOnce() -> u8) -> Result<Child, OsError> {
    // No thread can start between this count and the fork: nobody else is here to start it.
    match count_threads(OWN_THREADS) {
        Ok(1) => {}
        Ok(threads) => return Err(OsError::ManyThreads { threads }),
        Err(source) => return Err(OsError::CountThreads { source }),
    }
    io::stdout()
        .flush()
        .map_err(|source| OsError::Flush { source })?;

    let parent = getpid();
    let hooks = Round::begin();
    // SAFETY: this is the only thread, so the child inherits no lock whose holder it lacks.
    match unsafe { fork() } {
        Ok(ForkResult::Parent { child }) => {
            hooks.end_in_parent();
            Child::new(child.as_raw())
        }
        Ok(ForkResult::Child) => run_and_exit(parent, &hooks, body),
        Err(errno) => {
            hooks.end_in_parent();
            Err(OsError::Fork {
                source: errno.into(),
            })
        }
    }
}

/// The whole life of a child.
fn run_and_exit(parent: Pid, hooks: &Round, body: impl FnOnce() -> u8) -> ! {
    // Refused only where a sandbox forbids it; the child then merely may outlive its parent.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    // A parent that ended earlier than that sends no signal, but leaves the child to another
    // one. (One outside this PID namespace has no id here.)
    if getppid().is_some_and(|now| now != parent) {
        exit(PANIC_EXIT_CODE);
    }
    // Without its hooks the child must not go on, nor drop what `body` owns.
    if catch_unwind(AssertUnwindSafe(|| hooks.end_in_child())).is_err() {
        exit(PANIC_EXIT_CODE);
    }
    // Whatever a panic leaves half done is seen by nobody in this process; in shared memory
    // it stays half done, as when a process is killed.
    let outcome = catch_unwind(AssertUnwindSafe(body));
    // Read by reference: dropping a panic's payload could panic again, past the catch.
    let code = *outcome.as_ref().unwrap_or(&PANIC_EXIT_CODE);
    // The code alone tells how `body` ended; a closed pipe does not change that.
    let _ = io::stdout().flush();
    exit(code)
}

/// Ends this process here and now.
fn exit(code: u8) -> ! {
    // SAFETY: it ends the process, so no invariant is left for anybody to rely on.
    unsafe { libc::_exit(code.into()) }
}
