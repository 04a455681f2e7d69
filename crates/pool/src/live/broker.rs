//! The whole life of the broker.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use handles::StartMethod;
use handles::live::{Context, ProcessError};
use os::{ExitStatus, OsError, Patience, Received};
use serde::{Deserialize, Serialize};

use super::crew::{Member, STUCK, Stage, said};
use super::initializer::Initializer;
use super::messages::{Broken, Chunk, End, FromBroker, FromWorker, ToBroker, all};
use super::outgoing::Outgoing;
use super::ready::Ready;

/// How long workers that hold SIGTERM back may take to let it through.
const GRACE: Duration = Duration::from_secs(1);

/// What the broker is started with.
#[derive(Serialize, Deserialize)]
pub(super) struct Brief {
    pub(super) wire: End,
    pub(super) workers: usize,
    pub(super) spawns: bool,
    /// The most chunks that one worker does.
    pub(super) most: Option<u64>,
    pub(super) initializer: Initializer,
}

/// The broker: it starts the workers, hands out the chunks, and ends when it is told to or
/// when the parent is gone. Returns its exit code.
pub(super) fn broker(brief: Brief) -> u8 {
    let method = if brief.spawns {
        StartMethod::Spawn
    } else {
        StartMethod::Fork
    };
    let mut broker = Broker {
        context: Context::new(method),
        brief,
        crew: Vec::new(),
        started: 0,
        waiting: VecDeque::new(),
        outgoing: Outgoing::default(),
        is_closing: false,
    };
    let Err(finish) = broker.run();
    broker.end_all();
    match finish {
        Finish::Done | Finish::Told => 0,
        Finish::Broken(broken) => {
            broker.outgoing.say(&FromBroker::Broken(broken));
            // A parent that is gone, or does not want to hear it, need not.
            let _ = broker.farewell();
            1
        }
    }
}

struct Broker {
    brief: Brief,
    context: Context,
    crew: Vec<Member>,
    /// Number of workers that were started so far.
    started: u64,
    /// Chunks that no worker has.
    waiting: VecDeque<Chunk>,
    outgoing: Outgoing,
    is_closing: bool,
}

/// Why a broker ends.
enum Finish {
    /// It was closed, and all is done.
    Done,
    /// It was told to, or the parent is gone.
    Told,
    Broken(Broken),
}

impl From<OsError> for Finish {
    fn from(refused: OsError) -> Finish {
        ProcessError::from(refused).into()
    }
}

impl From<ProcessError> for Finish {
    fn from(refused: ProcessError) -> Finish {
        Finish::Broken(Broken::Refused {
            message: refused.to_string(),
        })
    }
}

/// What never returns but with the reason.
type Never = std::convert::Infallible;

impl Broker {
    fn run(&mut self) -> Result<Never, Finish> {
        loop {
            self.recruit()?;
            let now = Instant::now();
            self.hand_out(now);
            let is_more = self.outgoing.send(&self.brief.wire)?;
            self.finish_if_done(is_more)?;
            let ready = self.wait(is_more)?;
            if ready.parent {
                self.listen_to_parent()?;
            }
            for place in ready.said {
                self.listen_to(place)?;
            }
            // From behind: who is buried leaves the crew.
            for place in ready.ended.into_iter().rev() {
                self.bury(place)?;
            }
        }
    }

    /// Starts workers in place of those that are missing.
    fn recruit(&mut self) -> Result<(), Finish> {
        let is_work = !self.is_closing || !self.waiting.is_empty();
        while is_work && self.crew.len() < self.brief.workers {
            self.started += 1;
            let method = if self.brief.spawns { "Spawn" } else { "Fork" };
            self.crew.push(Member::start(
                self.context,
                format!("{method}PoolWorker-{}", self.started),
                self.brief.initializer.clone(),
                self.brief.most,
            )?);
        }
        Ok(())
    }

    // ANCHOR: hand_out
    /// Gives each waiting chunk to the worker that has least before it, while one has room.
    fn hand_out(&mut self, now: Instant) {
        self.take_back_from_the_stuck(now);
        while !self.waiting.is_empty() {
            let crew = self.crew.iter_mut();
            let with_room = crew.filter(|member| member.has_room(now));
            let Some(member) = with_room.min_by_key(|member| member.load()) else {
                break;
            };
            if let Some(chunk) = self.waiting.pop_front() {
                member.give(chunk, now);
            }
        }
        for member in &mut self.crew {
            if member.is_spent() {
                member.stop();
            }
            member.send();
        }
    }

    /// When a worker has nothing to do, those that are at one chunk for long give back the
    /// others.
    fn take_back_from_the_stuck(&mut self, now: Instant) {
        if !self.waiting.is_empty() || !self.crew.iter().any(Member::is_idle) {
            return;
        }
        for member in &mut self.crew {
            if member.load() > 1 && member.is_stuck(now) {
                self.waiting.append(&mut member.take_back());
            }
        }
    }
    // ANCHOR_END: hand_out

    /// When it is closed and all is done, tells the workers to stop; when they have ended,
    /// ends.
    fn finish_if_done(&mut self, is_more: bool) -> Result<(), Finish> {
        let is_done = self.waiting.is_empty() && self.crew.iter().all(|it| it.load() == 0);
        if !self.is_closing || !is_done {
            return Ok(());
        }
        for member in &mut self.crew {
            member.stop();
            member.send();
        }
        if self.crew.is_empty() && !is_more {
            return Err(Finish::Done);
        }
        Ok(())
    }

    /// Waits until there is something to look at.
    fn wait(&mut self, is_more: bool) -> Result<Ready, OsError> {
        let is_idle = self.crew.iter().any(Member::is_idle);
        let is_ahead = self.crew.iter().any(|member| member.load() > 1);
        // Then somebody may be stuck.
        let limit = (is_idle && is_ahead).then_some(STUCK);
        Ready::wait(&self.brief.wire, is_more, &mut self.crew, limit)
    }

    fn listen_to_parent(&mut self) -> Result<(), Finish> {
        loop {
            let message = match self.brief.wire.0.receive_within(Patience::None)? {
                Received::Message(message) => message,
                Received::Nothing => return Ok(()),
                Received::Closed => return Err(Finish::Told),
            };
            for message in all(&message.bytes) {
                match message {
                    ToBroker::Do(chunk) => self.waiting.push_back(chunk),
                    ToBroker::Forget { job } => {
                        self.waiting.retain(|chunk| chunk.job != job);
                        self.outgoing.forget(job);
                    }
                    ToBroker::Close => self.is_closing = true,
                    ToBroker::Terminate => return Err(Finish::Told),
                }
            }
        }
    }

    /// Hears all that a worker has said.
    fn listen_to(&mut self, place: usize) -> Result<(), Finish> {
        let now = Instant::now();
        let member = &mut self.crew[place];
        while let Some(bytes) = member.hear()? {
            for message in said(&bytes) {
                match message {
                    FromWorker::Ready => {
                        if member.stage == Stage::Begins {
                            member.stage = Stage::Works;
                        }
                    }
                    FromWorker::NotReady(failure) => {
                        let pid = member.pid;
                        return Err(Finish::Broken(Broken::Initializer { pid, failure }));
                    }
                    FromWorker::Done {
                        number,
                        nanoseconds,
                        outcomes,
                    } => {
                        let took = Duration::from_nanos(nanoseconds);
                        let Some(chunk) = member.done(number, took, now) else {
                            continue;
                        };
                        let done = FromBroker::Done {
                            job: chunk.job,
                            first: chunk.first,
                            count: chunk.count,
                            outcomes,
                        };
                        self.outgoing.say_of(&chunk, &done);
                    }
                }
            }
        }
        Ok(())
    }

    // ANCHOR: bury
    /// A worker has ended. What it had begun is lost; what it had not begun waits for
    /// another one.
    fn bury(&mut self, place: usize) -> Result<(), Finish> {
        // What it said before it died counts.
        self.listen_to(place)?;
        let member = &mut self.crew[place];
        let back = member.take_back();
        let Some((status, begun)) = member.bury()? else {
            return Ok(());
        };
        let member = self.crew.remove(place);
        let pid = member.pid;
        for chunk in back.into_iter().rev() {
            self.waiting.push_front(chunk);
        }
        for chunk in begun {
            let lost = FromBroker::Lost {
                job: chunk.job,
                first: chunk.first,
                count: chunk.count,
                pid,
                status,
            };
            self.outgoing.say_of(&chunk, &lost);
        }
        let was_killed = matches!(status, ExitStatus::Killed { .. });
        if member.stage == Stage::Begins && (self.brief.initializer.is_something() || !was_killed) {
            // The next one would end in the same way.
            return Err(Finish::Broken(Broken::NeverReady { pid, status }));
        }
        Ok(())
    }
    // ANCHOR_END: bury

    // ANCHOR: end_all
    /// Ends all workers with SIGTERM, and those with SIGKILL that still run then.
    ///
    /// A worker that holds the signal back while it has a lock has some time to give it
    /// back ([`os::HeldBack`]).
    fn end_all(&mut self) {
        for member in &mut self.crew {
            // Refused for none that it could be refused for: they are our children.
            let _ = member.process.terminate();
        }
        let deadline = Instant::now() + GRACE;
        for mut member in self.crew.drain(..) {
            let left = deadline.saturating_duration_since(Instant::now());
            if let Ok(None) = member.process.join_for(left) {
                let _ = member.process.kill();
                let _ = member.process.join();
            }
        }
    }
    // ANCHOR_END: end_all

    /// Says what is left to say.
    fn farewell(&mut self) -> Result<(), Finish> {
        while self.outgoing.send(&self.brief.wire)? {
            // A parent that sends before it reads would wait for us, as we for it.
            if self.wait(true)?.parent {
                self.listen_to_parent()?;
            }
        }
        Ok(())
    }
}
