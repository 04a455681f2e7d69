//! Processes.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::marker::PhantomData;
use std::os::fd::BorrowedFd;
use std::time::Duration;

use os::{Child, ExitStatus, OsError, Patience, Wire, fork_child, spawn_again};
use rustix::process::getpid;
use rustix::thread::gettid;
use serde::Serialize;

use super::bootstrap::{MARK, Preparation, answer_for, is_registered, read_nothing};
use super::current::{self, Current, Member, become_child, current_process};
use super::entry::{Body, Outcome, name_of};
use super::error::ProcessError;
use super::pickle::{self, Pickled, for_message};
use super::report::PanicReport;
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
    New(Box<dyn Start>),
    Running(Running),
    Ended {
        pid: u32,
        exit: Exit,
    },
    Closed,
}

struct Running {
    child: Child,
    /// Over which it says that it panicked.
    wire: Wire,
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// As the kernel tells it.
    pub status: ExitStatus,
    /// What it said when it panicked.
    pub panic: Option<PanicReport>,
}

impl Exit {
    /// The exit code, or the number of the signal that killed it, as a negative number.
    #[must_use]
    pub fn code(&self) -> i32 {
        match self.status {
            ExitStatus::Exited(code) => code.into(),
            ExitStatus::Killed { signal } => -signal,
        }
    }

    /// Whether all went well.
    #[must_use]
    pub fn success(&self) -> bool {
        self.status.success()
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        self.panic
            .as_ref()
            .map_or(Ok(()), |panic| write!(f, ": it {panic}"))
    }
}

impl Process {
    pub(super) fn new<A, R>(method: StartMethod, function: impl Body<A, R>, arguments: A) -> Process
    where
        A: Serialize + 'static,
        R: Outcome + 'static,
    {
        let (numbers, daemon) = current::with(|current| (current.next_numbers(), current.daemon));
        Process {
            name: format!("Process-{numbers}"),
            numbers,
            daemon,
            method,
            made_by: std::process::id(),
            state: State::New(Box::new(Work {
                function,
                arguments: Some(arguments),
                outcome: PhantomData,
            })),
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

/// What a process is told of itself.
struct Who<'a> {
    name: &'a str,
    numbers: &'a str,
    daemon: bool,
}

/// Work that can be started in another process.
trait Start {
    fn fork(&mut self, who: &Who<'_>) -> Result<Running, ProcessError>;
    fn spawn(&mut self, who: &Who<'_>) -> Result<Running, ProcessError>;
}

/// A function and its arguments.
struct Work<F, A, R> {
    function: F,
    arguments: Option<A>,
    outcome: PhantomData<fn() -> R>,
}

/// What cannot happen: the arguments are there until the process has started.
const GIVEN_ONCE: &str = "a process is started once";

impl<F: Body<A, R>, A: Serialize, R: Outcome> Start for Work<F, A, R> {
    fn fork(&mut self, who: &Who<'_>) -> Result<Running, ProcessError> {
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
    let preparation = for_message(&Preparation {
        entry: entry.into(),
        name: who.name.into(),
        numbers: who.numbers.into(),
        parent: current_process(),
        daemon: who.daemon,
        // The kernel means the thread. The main thread ends with the process; another one
        // may end long before it.
        dies_with_parent: gettid() == getpid(),
    })?;
    // As before a fork: what was printed earlier is read earlier.
    let flushed = io::stdout().flush();
    flushed.map_err(|source| OsError::Flush { source })?;
    let (wire, theirs) = Wire::pair()?;
    let child = spawn_again([MARK], theirs.into())?;
    let told = wire
        .send(&preparation, &[])
        .and_then(|()| pickle::send(&wire, arguments));
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
