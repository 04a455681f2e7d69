//! `thread` of the model worlds: processes that take turns.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use super::execution::{self, Pending};
use super::op::Op;
use super::state::{Answer, Verb};
use super::{Back, panics, step};
use crate::step::{Action, Process};

pub(crate) use super::scope::{Scope, ScopedJoinHandle, scope};

/// A process that was spawned.
///
/// Dropping the handle does not end the process: an execution is over when every
/// process has ended.
pub struct JoinHandle<T: 'static, B: Back> {
    handle: Option<B::Handle<Option<std::thread::Result<T>>>>,
    thread: Thread<B>,
    /// Whether nobody will ask for the result.
    detached: Arc<AtomicBool>,
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
    begin(Box::new(body), Location::caller())
}

/// As [`spawn`], of a body whose own type is forgotten: what starts and ends a process is
/// then compiled once for each type of result, and not once for each program.
#[track_caller]
fn begin<B: Back, T: Send + 'static>(
    body: Box<dyn FnOnce() -> T + Send>,
    place: &'static Location<'static>,
) -> JoinHandle<T, B> {
    execution::stop_if_abandoned();
    let me = B::me();
    assert!(
        me == Process::MAIN,
        "in the model worlds only `main` starts processes: the letters of a schedule \
         would depend on the schedule"
    );
    let child = execution::with(|execution| execution.process(me));
    execution::record(me, Action::Spawn { child }, place);
    execution::declare(me, Pending::Local, place);
    let detached = Arc::new(AtomicBool::new(false));
    let nobody_asks = Arc::clone(&detached);
    let handle = B::spawn(move || {
        execution::run(child);
        let (result, panic) = panics::catch(child, body);
        // What nobody will ask for is dropped by the process itself, before it ends.
        let result = (!nobody_asks.load(SeqCst)).then_some(result);
        B::unwound();
        execution::with(|execution| execution.ended(child, panic));
        B::process_ended();
        result
    });
    execution::run(me);
    JoinHandle {
        handle: Some(handle),
        thread: Thread {
            process: child,
            back: PhantomData,
        },
        detached,
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
        let child = self.thread.process;
        execution::declare(me, Pending::Join(child), place);
        B::before_waiting();
        let handle = self.handle.take().expect("a handle is joined at most once");
        let result = B::join(handle);
        execution::run(me);
        execution::stop_if_abandoned();
        execution::with(|execution| execution.joined(me, child));
        execution::record(me, Action::Join { child }, place);
        result.expect("the handle was not dropped")
    }

    /// Who the process is.
    #[must_use]
    pub fn thread(&self) -> &Thread<B> {
        &self.thread
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

/// A number of the calling process alone.
#[must_use]
pub(crate) fn tid<B: Back>() -> u32 {
    u32::try_from(B::me().index() + 1).expect("there are few processes")
}

/// Lets the others run. Where the process only goes round a loop, it waits for a
/// change.
#[track_caller]
pub(crate) fn yield_now<B: Back>() {
    let me = B::me();
    execution::stop_if_abandoned();
    if B::WATCHES_LOOPS {
        execution::with(|execution| execution.ends_round(me));
    }
    execution::declare(me, Pending::Local, Location::caller());
    B::yield_now();
    execution::run(me);
    execution::stop_if_abandoned();
}

/// Waits for the token of the calling process.
#[track_caller]
pub(crate) fn park<B: Back>() {
    let parker = execution::with(|execution| execution.parker(B::me()));
    let op = Op::new(parker, Verb::Park);
    step::<B>(op, Location::caller(), |_| Action::Park);
}

impl<B: Back> Thread<B> {
    /// What tells this process from the others.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        ThreadId(self.process)
    }

    /// Gives the process its token: if it waits in `park` it goes on, and if not,
    /// its next `park` does not wait.
    ///
    /// # Synchronization
    ///
    /// This happens before the `park` that takes the token returns.
    #[track_caller]
    pub fn unpark(&self) {
        let parker = execution::with(|execution| execution.parker(self.process));
        let op = Op::new(parker, Verb::Unpark);
        step::<B>(op, Location::caller(), |answer| Action::Unpark {
            had: answer == Answer::Refused,
        });
    }
}

impl<T, B: Back> Drop for JoinHandle<T, B> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            self.detached.store(true, SeqCst);
            B::let_go(handle);
        }
    }
}

impl<T, B: Back> fmt::Debug for JoinHandle<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JoinHandle")
            .field(&self.thread.process)
            .finish()
    }
}

impl<B: Back> Clone for Thread<B> {
    fn clone(&self) -> Self {
        Thread {
            process: self.process,
            back: PhantomData,
        }
    }
}

impl<B: Back> fmt::Debug for Thread<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Thread").field(&self.process).finish()
    }
}
