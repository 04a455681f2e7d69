//! `thread` of the model worlds: processes that take turns.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;

use super::execution::{self, Pending};
use super::{Back, panics};
use crate::step::{Action, Process};

/// A process that was spawned.
///
/// Dropping the handle does not end the process: an execution is over when every
/// process has ended.
pub struct JoinHandle<T: 'static, B: Back> {
    handle: Option<B::Handle<std::thread::Result<T>>>,
    child: Process,
}

/// Who a process is.
pub struct Thread<B: Back> {
    process: Process,
    back: PhantomData<B>,
}

/// What tells one process of an execution from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(Process);

/// Starts a process.
///
/// # Synchronization
///
/// What the parent did before happens before the first step of the child.
///
/// # Panics
///
/// If there are more than 26 processes beside `main`, or if another process than
/// `main` starts one.
#[track_caller]
pub(crate) fn spawn<B: Back, T, F>(body: F) -> JoinHandle<T, B>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let place = Location::caller();
    execution::stop_if_abandoned();
    let me = B::me();
    assert!(
        me == Process::MAIN,
        "in the model worlds only `main` starts processes: the letters of a schedule \
         would depend on the schedule"
    );
    let child = execution::with(|execution| execution.process());
    execution::record(me, Action::Spawn { child }, None, place);
    execution::declare(me, Pending::Local, place);
    let handle = B::spawn(move || {
        execution::run(child);
        let (result, panic) = panics::catch(child, body);
        B::unwound();
        execution::with(|execution| execution.ended(child, panic));
        B::process_ended();
        result
    });
    execution::run(me);
    JoinHandle {
        handle: Some(handle),
        child,
    }
}

impl<T, B: Back> JoinHandle<T, B> {
    /// Waits for the process to end.
    ///
    /// # Errors
    ///
    /// If the process panicked: its payload.
    ///
    /// # Synchronization
    ///
    /// What the child did happens before `join` returns.
    #[track_caller]
    pub fn join(mut self) -> std::thread::Result<T> {
        let place = Location::caller();
        execution::stop_if_abandoned();
        let me = B::me();
        execution::declare(me, Pending::Join(self.child), place);
        B::before_waiting();
        let handle = self.handle.take().expect("a handle is joined at most once");
        let result = B::join(handle);
        execution::run(me);
        execution::stop_if_abandoned();
        execution::record(me, Action::Join { child: self.child }, None, place);
        result
    }

    /// Who the process is.
    #[must_use]
    pub fn thread(&self) -> Thread<B> {
        Thread {
            process: self.child,
            back: PhantomData,
        }
    }
}

/// Who the calling process is.
#[must_use]
pub(crate) fn current<B: Back>() -> Thread<B> {
    Thread {
        process: B::me(),
        back: PhantomData,
    }
}

/// Lets the others run.
#[track_caller]
pub(crate) fn yield_now<B: Back>() {
    let me = B::me();
    execution::stop_if_abandoned();
    execution::declare(me, Pending::Local, Location::caller());
    B::yield_now();
    execution::run(me);
    execution::stop_if_abandoned();
}

impl<B: Back> Thread<B> {
    /// What tells this process from the others.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        ThreadId(self.process)
    }
}

impl<T, B: Back> Drop for JoinHandle<T, B> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            B::let_go(handle);
        }
    }
}

impl<T, B: Back> fmt::Debug for JoinHandle<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JoinHandle").field(&self.child).finish()
    }
}

impl<B: Back> fmt::Debug for Thread<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Thread").field(&self.process).finish()
    }
}
