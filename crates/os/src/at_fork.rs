//! Hooks: what a library does before and after each fork.
//!
//! A child begins with a copy of all that its parent holds. Some of it must not be used by
//! two: a connection, where the answers to one would be read by the other; numbers that
//! were given to one process. Whoever has such a thing learns of a fork by a hook.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Three functions that [`fork_child`](crate::fork_child) calls, as the handlers of
/// `pthread_atfork`.
///
/// They run on the thread that forks, and it is the only one of its process. So they may
/// take any lock: no other thread holds it. A lock that `before` takes, `in_parent` and
/// `in_child` release, each its own copy.
///
/// They write nothing to standard output, start no thread and do not fork. They do not
/// panic. In the parent a panic would go on to the caller of `fork_child`, and the hooks
/// after it would not run; in the child it ends the child with
/// [`PANIC_EXIT_CODE`](crate::PANIC_EXIT_CODE), before its `body`.
#[derive(Clone, Copy, Debug)]
pub struct AtFork {
    /// Runs before the fork.
    pub before: fn(),
    /// Runs in the parent after the fork, also when the kernel has refused it.
    pub in_parent: fn(),
    /// Runs in the child, before all else that runs there.
    pub in_child: fn(),
}

/// In order of registration.
static HOOKS: Mutex<Vec<AtFork>> = Mutex::new(Vec::new());

/// Has these hooks called at every fork from now on: in this process, and in the children
/// that it forks later, and in theirs. Nothing takes them back.
///
/// `before` of the hooks that were registered last is called first; `in_parent` and
/// `in_child` of those that were registered first. So what was taken last is given back
/// last, and a hook may use all that was registered before it.
///
/// - A fork that is refused before it is tried, since there are several threads or standard
///   output cannot be flushed, calls none.
/// - [`run_processes`](crate::run_processes) calls them for each child.
/// - [`spawn_again`](crate::spawn_again) calls none: its child has no copy of anything.
///
/// Hooks that are registered twice are called twice; keep a [`Once`](std::sync::Once). Any
/// thread may call this.
pub fn at_fork(hooks: AtFork) {
    list().push(hooks);
}

/// The hooks for one fork: one that is registered meanwhile counts from the next fork on.
pub(crate) struct Round(Vec<AtFork>);

impl Round {
    /// Begins a fork: calls `before` of all.
    pub(crate) fn begin() -> Round {
        let hooks = list().clone();
        hooks.iter().rev().for_each(|hook| (hook.before)());
        Round(hooks)
    }

    /// Ends it in the parent.
    pub(crate) fn end_in_parent(&self) {
        self.0.iter().for_each(|hook| (hook.in_parent)());
    }

    /// Ends it in the child.
    pub(crate) fn end_in_child(&self) {
        self.0.iter().for_each(|hook| (hook.in_child)());
    }
}

fn list() -> MutexGuard<'static, Vec<AtFork>> {
    // Nothing of ours panics while it is held.
    HOOKS.lock().unwrap_or_else(PoisonError::into_inner)
}
