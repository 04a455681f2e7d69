//! Starting a process: a copy of this one, or this program anew.

use std::io::{self, ErrorKind, Write};
use std::marker::PhantomData;

use os::{Child, OsError, Wire, fork_child, spawn_again};
use rustix::process::getpid;
use rustix::thread::gettid;
use serde::Serialize;

use super::bootstrap::{MARK, Preparation, answer_for, is_registered, read_nothing};
use super::current::{Current, become_child, current_process};
use super::entry::{Body, Outcome, name_of};
use super::error::ProcessError;
use super::family_key::family_key;
use super::pickle::{self, Pickled};
use super::report::PanicReport;

/// A process that was started.
pub(super) struct Running {
    pub(super) child: Child,
    /// Over which it says that it panicked.
    pub(super) wire: Wire,
}

/// What a process is told of itself.
pub(super) struct Who<'a> {
    pub(super) name: &'a str,
    pub(super) numbers: &'a str,
    pub(super) daemon: bool,
}

/// Work that can be started in another process.
pub(super) trait Start {
    fn fork(&mut self, who: &Who<'_>) -> Result<Running, ProcessError>;
    fn spawn(&mut self, who: &Who<'_>) -> Result<Running, ProcessError>;
}

/// A function and its arguments.
pub(super) struct Work<F, A, R> {
    function: F,
    arguments: Option<A>,
    outcome: PhantomData<fn() -> R>,
}

/// What cannot happen: the arguments are there until the process has started.
const GIVEN_ONCE: &str = "a process is started once";

impl<F, A, R> Work<F, A, R> {
    pub(super) fn new(function: F, arguments: A) -> Self {
        Work {
            function,
            arguments: Some(arguments),
            outcome: PhantomData,
        }
    }
}

impl<F: Body<A, R>, A: Serialize, R: Outcome> Start for Work<F, A, R> {
    fn fork(&mut self, who: &Who<'_>) -> Result<Running, ProcessError> {
        // So that the child inherits it.
        family_key()?;
        let (ours, theirs) = Wire::pair()?;
        let parent = current_process();
        let child = fork_child(|| {
            PanicReport::remember();
            // Where that cannot be, it has the input of its parent.
            let _ = read_nothing();
            let (name, numbers) = (who.name.into(), who.numbers.into());
            become_child(Current::child(name, numbers, parent, who.daemon));
            let arguments = self.arguments.take().expect(GIVEN_ONCE);
            answer_for(&theirs, || Ok((self.function)(arguments).code()))
        })?;
        Ok(Running { child, wire: ours })
    }

    fn spawn(&mut self, who: &Who<'_>) -> Result<Running, ProcessError> {
        let entry = name_of(&self.function).ok_or(ProcessError::Nameless)?;
        if !is_registered(entry) {
            return Err(ProcessError::NotRegistered { entry });
        }
        let arguments = self.arguments.as_ref().expect(GIVEN_ONCE);
        // Before there is a process: one that cannot be told what to do is not started.
        let arguments = Pickled::for_child(arguments)?;
        spawn(entry, who, &arguments)
    }
}

/// Starts this program anew, and tells it what to do.
fn spawn(entry: &str, who: &Who<'_>, arguments: &Pickled) -> Result<Running, ProcessError> {
    let preparation = Pickled::for_child(&Preparation {
        entry: entry.into(),
        name: who.name.into(),
        numbers: who.numbers.into(),
        parent: current_process(),
        daemon: who.daemon,
        // The kernel means the thread. The main thread ends with the process; another one
        // may end long before it.
        dies_with_parent: gettid() == getpid(),
        key: family_key()?.clone(),
    })?;
    // As before a fork: what was printed earlier is read earlier.
    let flushed = io::stdout().flush();
    flushed.map_err(|source| OsError::Flush { source })?;
    let (wire, theirs) = Wire::pair()?;
    let child = spawn_again([MARK], theirs.into())?;
    let told = pickle::send(&wire, &preparation).and_then(|()| pickle::send(&wire, arguments));
    match told {
        Ok(()) => Ok(Running { child, wire }),
        Err(refused) => {
            // Nobody will tell it anything; it may be about to end, and else it would wait.
            child.kill()?;
            let status = child.wait()?;
            match refused {
                OsError::Wire { source, .. } if source.kind() == ErrorKind::BrokenPipe => {
                    Err(ProcessError::Handshake { status })
                }
                refused => Err(refused.into()),
            }
        }
    }
}
