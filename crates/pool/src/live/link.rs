//! The parent's link to the broker, and the jobs that are not done.
//!
//! The parent has no thread for it. What the broker says is read when somebody waits for a
//! result, or asks about one; until then the kernel and the broker keep it.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::io::ErrorKind;
use std::os::fd::AsFd;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use handles::live::Process;
use os::{ExitStatus, OsError, Patience, Received, Wire, wait_for_any};

use super::error::PoolError;
use super::messages::{End, FromBroker, ToBroker, add, all};
use super::outcome::Outcomes;

/// How long a broker may take to end all workers and itself: longer than it waits for
/// workers that hold the signal back. One that takes longer was stopped from outside.
const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// One call that has tasks done.
pub(super) trait Job {
    /// A chunk of it is done. Returns whether that was all.
    fn done(&self, first: usize, count: usize, outcomes: Outcomes) -> bool;
    /// A chunk of it is lost: its worker died. Returns whether that was all.
    fn lost(&self, first: usize, count: usize, pid: u32, status: ExitStatus) -> bool;
    /// Nothing more will come of it, for this reason.
    fn fail(&self, error: PoolError);
    /// It has ended: calls whoever wants to hear of it.
    fn call_back(&self) {}
}

/// The parent's link to the broker.
pub(super) struct Link {
    made_by: u32,
    wire: Arc<Wire>,
    state: RefCell<State>,
}

struct State {
    phase: Phase,
    broker: Process,
    jobs: HashMap<u64, Rc<dyn Job>>,
    next_job: u64,
    /// Jobs that have ended, and whose callers have not heard of it.
    ended: VecDeque<Rc<dyn Job>>,
}

#[derive(Clone)]
enum Phase {
    Running,
    /// No job can be added.
    Closed,
    /// The broker ends when all is done.
    Ending,
    /// The broker has ended, for this reason.
    Ended(PoolError),
}

impl Link {
    pub(super) fn new(End(wire): End, broker: Process) -> Link {
        Link {
            made_by: std::process::id(),
            wire,
            state: RefCell::new(State {
                phase: Phase::Running,
                broker,
                jobs: HashMap::new(),
                next_job: 0,
                ended: VecDeque::new(),
            }),
        }
    }

    /// Only the process that made it may use it: another one would take its results.
    pub(super) fn is_ours(&self) -> Result<(), PoolError> {
        let (made_by, here) = (self.made_by, std::process::id());
        if made_by == here {
            return Ok(());
        }
        Err(PoolError::WrongProcess { made_by, here })
    }

    /// Whether jobs can be added.
    pub(super) fn is_running(&self) -> Result<(), PoolError> {
        self.is_ours()?;
        match &self.state.borrow().phase {
            Phase::Running => Ok(()),
            Phase::Closed | Phase::Ending | Phase::Ended(PoolError::Terminated) => {
                Err(PoolError::NotRunning)
            }
            Phase::Ended(why) => Err(why.clone()),
        }
    }

    /// The broker's process id.
    pub(super) fn broker(&self) -> Option<u32> {
        self.state.borrow().broker.pid()
    }

    /// Adds a job, and returns its number.
    pub(super) fn add_job(&self, job: Rc<dyn Job>) -> u64 {
        let mut state = self.state.borrow_mut();
        let number = state.next_job;
        state.next_job += 1;
        state.jobs.insert(number, job);
        number
    }

    /// Sends messages to the broker.
    pub(super) fn send(&self, messages: &[u8]) -> Result<(), PoolError> {
        self.is_ours()?;
        if let Phase::Ended(why) = &self.state.borrow().phase {
            return Err(why.clone());
        }
        // It always reads, so this waits for nobody but a broker that is behind.
        match self.wire.send(messages, &[]) {
            Ok(()) => Ok(()),
            // It has ended: perhaps it has said why.
            Err(OsError::Wire { source, .. }) if source.kind() == ErrorKind::BrokenPipe => loop {
                self.hear(Patience::Endless)?;
            },
            Err(refused) => Err(refused.into()),
        }
    }

    /// Has nothing more done for a job, but for what is being done.
    pub(super) fn forget(&self, job: u64) {
        let known = self.state.borrow_mut().jobs.remove(&job).is_some();
        if known && self.is_ours().is_ok() {
            let mut message = Vec::new();
            add(&mut message, &ToBroker::Forget { job });
            // A broker that has ended does nothing more anyway.
            let _ = self.send(&message);
        }
    }

    /// Hears the broker until this is so, or patience is at an end. Returns whether it is.
    pub(super) fn wait_until(
        &self,
        so: impl Fn() -> bool,
        patience: Patience,
    ) -> Result<bool, PoolError> {
        self.is_ours()?;
        self.call_back();
        while !so() {
            match self.hear(patience) {
                Ok(true) => {}
                Ok(false) => return Ok(so()),
                Err(why) => return if so() { Ok(true) } else { Err(why) },
            }
        }
        Ok(true)
    }

    /// Hears one message from the broker. Returns whether there was one in time.
    fn hear(&self, patience: Patience) -> Result<bool, PoolError> {
        if let Phase::Ended(why) = &self.state.borrow().phase {
            return Err(why.clone());
        }
        let mut last = false;
        loop {
            match self.wire.receive_within(Patience::None)? {
                Received::Message(message) => {
                    self.deliver(&message.bytes)?;
                    return Ok(true);
                }
                Received::Closed => return Err(self.broker_has_ended()),
                Received::Nothing if last => return Err(self.broker_has_ended()),
                Received::Nothing => {}
            }
            let state = &mut *self.state.borrow_mut();
            // The wire first: what it said before it ended counts.
            match wait_for_any(&[self.wire.as_fd(), state.broker.sentinel()?], patience)? {
                Some(which) => last = which == 1,
                None => return Ok(false),
            }
        }
    }

    /// Gives each job what is for it, and then calls back.
    fn deliver(&self, messages: &[u8]) -> Result<(), PoolError> {
        for message in all(messages) {
            let (number, is_finished) = match message {
                FromBroker::Done {
                    job: number,
                    first,
                    count,
                    outcomes,
                } => {
                    let job = self.job(number);
                    let outcomes = all(&outcomes).next();
                    let done = job.zip(outcomes);
                    let finished = done.is_some_and(|(job, it)| job.done(first, count, it));
                    (number, finished)
                }
                FromBroker::Lost {
                    job: number,
                    first,
                    count,
                    pid,
                    status,
                } => {
                    let job = self.job(number);
                    let finished = job.is_some_and(|job| job.lost(first, count, pid, status));
                    (number, finished)
                }
                FromBroker::Broken(broken) => {
                    let why = PoolError::from(broken);
                    self.reap();
                    self.end(&why);
                    self.call_back();
                    return Err(why);
                }
            };
            if is_finished {
                let state = &mut *self.state.borrow_mut();
                state.ended.extend(state.jobs.remove(&number));
            }
        }
        self.call_back();
        Ok(())
    }

    fn job(&self, number: u64) -> Option<Rc<dyn Job>> {
        self.state.borrow().jobs.get(&number).cloned()
    }

    /// Calls back for the jobs that have ended. A callback may use the pool.
    fn call_back(&self) {
        loop {
            let next = self.state.borrow_mut().ended.pop_front();
            match next {
                Some(job) => job.call_back(),
                None => return,
            }
        }
    }

    /// The broker has ended; returns why.
    fn broker_has_ended(&self) -> PoolError {
        let exit = self.state.borrow_mut().broker.join();
        let is_ending = matches!(self.state.borrow().phase, Phase::Ending);
        let why = match exit {
            Ok(exit) if exit.success() && is_ending => PoolError::NotRunning,
            Ok(exit) => PoolError::BrokerDied {
                status: exit.status,
            },
            Err(refused) => refused.into(),
        };
        self.end(&why);
        self.call_back();
        why
    }

    /// Nothing more will come, for this reason.
    fn end(&self, why: &PoolError) {
        let jobs = {
            let state = &mut *self.state.borrow_mut();
            state.phase = Phase::Ended(why.clone());
            std::mem::take(&mut state.jobs)
        };
        for job in jobs.into_values() {
            job.fail(why.clone());
            self.state.borrow_mut().ended.push_back(job);
        }
    }

    /// Lets no job be added.
    pub(super) fn close(&self) -> Result<(), PoolError> {
        self.is_ours()?;
        let state = &mut *self.state.borrow_mut();
        if let Phase::Running = state.phase {
            state.phase = Phase::Closed;
        }
        Ok(())
    }

    /// Waits until all is done and the broker has ended.
    pub(super) fn join(&self) -> Result<(), PoolError> {
        self.is_ours()?;
        let phase = self.state.borrow().phase.clone();
        match phase {
            Phase::Running => return Err(PoolError::StillRunning),
            Phase::Closed => {
                let mut message = Vec::new();
                add(&mut message, &ToBroker::Close);
                self.send(&message)?;
                self.state.borrow_mut().phase = Phase::Ending;
            }
            Phase::Ending | Phase::Ended(_) => {}
        }
        loop {
            match self.hear(Patience::Endless) {
                Ok(_) => {}
                Err(PoolError::NotRunning | PoolError::Terminated) => return Ok(()),
                Err(why) => return Err(why),
            }
        }
    }

    /// Ends the workers and the broker, wherever they are.
    pub(super) fn terminate(&self) -> Result<(), PoolError> {
        self.stop()?;
        self.call_back();
        Ok(())
    }

    /// As [`terminate`](Link::terminate), but calls nobody back.
    pub(super) fn stop(&self) -> Result<(), PoolError> {
        self.is_ours()?;
        if let Phase::Ended(_) = self.state.borrow().phase {
            return Ok(());
        }
        let patience = Patience::after(LAST_PATIENCE);
        let mut message = Vec::new();
        add(&mut message, &ToBroker::Terminate);
        // A broker that does not hear it is killed.
        let _ = self.wire.send_within(&message, &[], patience);
        self.reap();
        self.end(&PoolError::Terminated);
        Ok(())
    }

    /// Waits for a broker that ends, and kills one that does not.
    fn reap(&self) {
        let broker = &mut self.state.borrow_mut().broker;
        if let Ok(None) = broker.join_for(LAST_PATIENCE) {
            // The kernel kills its workers along with it.
            let _ = broker.kill();
            let _ = broker.join();
        }
    }
}
