//! Processes.

use std::fmt;
use std::os::fd::BorrowedFd;
use std::time::Duration;

use os::{Child, OsError, Patience};
use serde::Serialize;

use super::current::{self, Member};
use super::entry::{Body, Outcome};
use super::error::ProcessError;
use super::exit::Exit;
use super::report::PanicReport;
use super::start::{Running, Start, Who, Work};
use crate::StartMethod;

/// A process that runs one function, as `multiprocessing.Process`.
///
/// It ends when the function returns, and threads that it has started end with it: join
/// them in the function. Its standard input is empty.
///
/// When the process that started it is killed, it is killed too, unless a thread other than
/// the main one has spawned it.
///
/// Dropping one that runs waits for it; a daemonic one is terminated first.
///
/// Any thread of the process that made it may have it: a process that one thread has started
/// can be joined by another.
pub struct Process {
    name: String,
    /// Which child of which parent it is.
    numbers: String,
    daemon: bool,
    method: StartMethod,
    /// The process that made it: no other one can wait for it.
    made_by: u32,
    state: State,
}

enum State {
    /// What it will run.
    New(Box<dyn Start + Send>),
    Running(Running),
    Ended {
        pid: u32,
        exit: Exit,
    },
    Closed,
}

impl Process {
    pub(super) fn new<A, R>(method: StartMethod, function: impl Body<A, R>, arguments: A) -> Process
    where
        A: Serialize + Send + 'static,
        R: Outcome + 'static,
    {
        let (numbers, daemon) = current::with(|current| (current.next_numbers(), current.daemon));
        Process {
            name: format!("Process-{numbers}"),
            numbers,
            daemon,
            method,
            made_by: std::process::id(),
            state: State::New(Box::new(Work::new(function, arguments))),
        }
    }

    /// The process, called by this name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Process {
        self.name = name.into();
        self
    }

    /// The process as a daemonic one, or not: it is terminated when its `Process` is
    /// dropped, and may have no children. At first it is what its parent is.
    #[must_use]
    pub fn daemon(mut self, daemon: bool) -> Process {
        self.daemon = daemon;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is daemonic.
    #[must_use]
    pub fn is_daemon(&self) -> bool {
        self.daemon
    }

    /// Its process id; none before it was started.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        match &self.state {
            State::Running(running) => Some(running.child.pid()),
            State::Ended { pid, .. } => Some(*pid),
            State::New(_) | State::Closed => None,
        }
    }

    /// Starts it.
    ///
    /// # Synchronization
    ///
    /// All that the caller did → all that the process does.
    ///
    /// # Errors
    ///
    /// [`ProcessError::StartedTwice`]; [`ProcessError::DaemonsChild`] in a daemonic
    /// process; [`ProcessError::Pickle`] when an argument cannot be given to a spawned
    /// child; [`ProcessError::NotRegistered`] when that would not find the function;
    /// [`ProcessError::Os`] when this process has several threads and wants to fork, or
    /// when the kernel refuses. After an error other than the first, it can be tried again.
    pub fn start(&mut self) -> Result<(), ProcessError> {
        self.in_its_maker("start")?;
        let State::New(work) = &mut self.state else {
            return Err(match self.state {
                State::Closed => ProcessError::Closed,
                _ => ProcessError::StartedTwice,
            });
        };
        if current::with(|current| current.daemon) {
            return Err(ProcessError::DaemonsChild);
        }
        let who = Who {
            name: &self.name,
            numbers: &self.numbers,
            daemon: self.daemon,
        };
        let running = match self.method {
            StartMethod::Fork => work.fork(&who)?,
            StartMethod::Spawn => work.spawn(&who)?,
        };
        let pid = running.child.pid();
        let name = self.name.clone();
        current::with(|current| current.started(Member { pid, name }));
        // The arguments are the child's now; here they would keep open what it closes.
        self.state = State::Running(running);
        Ok(())
    }

    /// Waits until it has ended. Asked again, it says the same again.
    ///
    /// # Synchronization
    ///
    /// All that the process did → the return of this call.
    ///
    /// # Errors
    ///
    /// [`ProcessError::NotStarted`], [`ProcessError::Closed`],
    /// [`ProcessError::WrongProcess`] in any process but the one that made it.
    pub fn join(&mut self) -> Result<Exit, ProcessError> {
        loop {
            // Endless patience: there is one.
            if let Some(exit) = self.join_within(Patience::Endless)? {
                return Ok(exit);
            }
        }
    }

    /// As [`join`](Process::join), but waits no longer than this. Returns nothing while it
    /// runs.
    ///
    /// # Errors
    ///
    /// As [`join`](Process::join).
    pub fn join_for(&mut self, time: Duration) -> Result<Option<Exit>, ProcessError> {
        self.join_within(Patience::after(time))
    }

    fn join_within(&mut self, patience: Patience) -> Result<Option<Exit>, ProcessError> {
        self.in_its_maker("join")?;
        let running = match &mut self.state {
            State::Ended { exit, .. } => return Ok(Some(exit.clone())),
            _ => self.running("join")?,
        };
        let Some(status) = running.child.wait_within(patience)? else {
            return Ok(None);
        };
        let pid = running.child.pid();
        let panic = PanicReport::receive(&running.wire);
        let exit = Exit { status, panic };
        current::with(|current| current.ended(pid));
        self.state = State::Ended {
            pid,
            exit: exit.clone(),
        };
        Ok(Some(exit))
    }

    /// How it ended; nothing while it runs, or before it was started.
    ///
    /// # Errors
    ///
    /// As [`join`](Process::join), but for [`ProcessError::NotStarted`].
    pub fn exit(&mut self) -> Result<Option<Exit>, ProcessError> {
        if let State::New(_) = self.state {
            return Ok(None);
        }
        self.join_within(Patience::None)
    }

    /// Whether it has been started and has not ended.
    ///
    /// # Errors
    ///
    /// As [`exit`](Process::exit).
    pub fn is_alive(&mut self) -> Result<bool, ProcessError> {
        let started = !matches!(self.state, State::New(_));
        Ok(self.exit()?.is_none() && started)
    }

    /// Ends it with SIGTERM: at once, wherever it is, and nothing is cleaned up. A lock
    /// that it holds stays held.
    ///
    /// # Errors
    ///
    /// As [`join`](Process::join).
    pub fn terminate(&mut self) -> Result<(), ProcessError> {
        self.signal("terminate", Child::terminate)
    }

    /// Ends it with SIGKILL, which it cannot handle.
    ///
    /// # Errors
    ///
    /// As [`join`](Process::join).
    pub fn kill(&mut self) -> Result<(), ProcessError> {
        self.signal("kill", Child::kill)
    }

    fn signal(
        &mut self,
        what: &'static str,
        signal: fn(&Child) -> Result<(), OsError>,
    ) -> Result<(), ProcessError> {
        match &self.state {
            State::Ended { .. } => Ok(()),
            _ => Ok(signal(&self.running(what)?.child)?),
        }
    }

    /// A descriptor that becomes ready to be read when it ends, and not before.
    ///
    /// # Errors
    ///
    /// As [`join`](Process::join); also [`ProcessError::Ended`] when its end is known
    /// already: it is given back then.
    pub fn sentinel(&mut self) -> Result<BorrowedFd<'_>, ProcessError> {
        Ok(self.running("watch")?.child.sentinel())
    }

    /// Gives back all that it holds of the system. Afterwards every call is an error, but
    /// for closing it once more.
    ///
    /// # Errors
    ///
    /// [`ProcessError::StillRunning`]; [`ProcessError::WrongProcess`] in any process but the
    /// one that made it, while it runs.
    pub fn close(&mut self) -> Result<(), ProcessError> {
        if matches!(self.state, State::Running(_)) && self.exit()?.is_none() {
            return Err(ProcessError::StillRunning);
        }
        self.state = State::Closed;
        Ok(())
    }

    /// The running child, in the process that made it.
    fn running(&mut self, what: &'static str) -> Result<&mut Running, ProcessError> {
        self.in_its_maker(what)?;
        match &mut self.state {
            State::Running(running) => Ok(running),
            State::Closed => Err(ProcessError::Closed),
            State::New(_) => Err(ProcessError::NotStarted { what }),
            State::Ended { .. } => Err(ProcessError::Ended { what }),
        }
    }

    fn in_its_maker(&self, what: &'static str) -> Result<(), ProcessError> {
        let (made_by, here) = (self.made_by, std::process::id());
        if made_by == here {
            return Ok(());
        }
        Err(ProcessError::WrongProcess {
            what,
            made_by,
            here,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.made_by != std::process::id() {
            // The copy in a forked child: the process is not ours to wait for.
            return;
        }
        if let (State::Running(running), true) = (&self.state, self.daemon) {
            // A drop cannot report errors; what is left of it is waited for below.
            let _ = running.child.terminate();
        }
        if let State::Running(_) = self.state {
            let _ = self.join();
        }
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::New(_) => "initial",
            State::Running(_) => "started",
            State::Ended { .. } => "stopped",
            State::Closed => "closed",
        };
        f.debug_struct("Process")
            .field("name", &self.name)
            .field("pid", &self.pid())
            .field("state", &state)
            .finish_non_exhaustive()
    }
}
