//! A worker, as the broker sees it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use handles::live::{Context, Process, ProcessError};
use os::{ExitStatus, OsError, Patience, Received};

use super::claims::Claims;
use super::initializer::Initializer;
use super::messages::{Chunk, End, FromWorker, LONG, ToWorker, add};
use super::worker::{Brief, worker};

/// A worker has as many chunks before it as it does in so much time, and one more: so it
/// need not wait for the broker after each.
const AHEAD: Duration = Duration::from_millis(1);

/// The most chunks that a worker has before it, however short they are.
const MOST: usize = 256;

/// How many a worker has before it while nobody knows how long they are.
const AT_FIRST: usize = 2;

/// One that is at a chunk for so long is given no more until it has done it.
pub(super) const STUCK: Duration = AHEAD;

/// A worker, and what it was given.
pub(super) struct Member {
    pub(super) process: Process,
    pub(super) pid: u32,
    pub(super) wire: End,
    claims: Claims,
    pub(super) stage: Stage,
    /// What it was given and has not done, by number.
    given: VecDeque<(u64, Chunk)>,
    /// The number of the next chunk.
    next: u64,
    /// What was not sent yet.
    unsent: Vec<u8>,
    /// How many more chunks it may do.
    left: Option<u64>,
    /// How long its chunks took lately.
    pace: Option<Duration>,
    /// When it was last heard of, or given something to do.
    heard: Instant,
    /// Whether its end of the wire is still open.
    pub(super) is_open: bool,
}

/// How far a worker has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its initializer runs.
    Begins,
    Works,
    /// It was told to stop.
    Stops,
}

impl Member {
    /// Starts one.
    pub(super) fn start(
        context: Context,
        name: String,
        initializer: Initializer,
        most: Option<u64>,
    ) -> Result<Member, ProcessError> {
        let (wire, theirs) = End::pair()?;
        let claims = Claims::new(context)?;
        let brief = Brief {
            wire: theirs,
            claims: claims.clone(),
            initializer,
        };
        let mut process = context.process(worker, brief).named(name).daemon(true);
        process.start()?;
        Ok(Member {
            pid: process.pid().expect("it was started"),
            process,
            wire,
            claims,
            stage: Stage::Begins,
            given: VecDeque::new(),
            next: 0,
            unsent: Vec::new(),
            left: most,
            pace: None,
            heard: Instant::now(),
            is_open: true,
        })
    }

    /// Whether it has nothing to do.
    pub(super) fn is_idle(&self) -> bool {
        self.stage == Stage::Works && self.given.is_empty()
    }

    /// How many chunks it has before it.
    pub(super) fn load(&self) -> usize {
        self.given.len()
    }

    /// Whether it should be given another chunk.
    pub(super) fn has_room(&self, now: Instant) -> bool {
        self.stage == Stage::Works
            && self.left != Some(0)
            && self.unsent.len() < LONG
            && self.given.len() < self.most_ahead()
            && !(self.is_stuck(now) && self.load() > 0)
    }

    fn most_ahead(&self) -> usize {
        let Some(pace) = self.pace else {
            return AT_FIRST;
        };
        let chunks = AHEAD.as_nanos().div_ceil(pace.as_nanos().max(1));
        usize::try_from(chunks).map_or(MOST, |chunks| chunks.saturating_add(1).min(MOST))
    }

    /// Whether it is at something for long.
    pub(super) fn is_stuck(&self, now: Instant) -> bool {
        now.duration_since(self.heard) >= STUCK
    }

    /// Gives it a chunk; [`send`](Member::send) sends it.
    pub(super) fn give(&mut self, chunk: Chunk, now: Instant) {
        if self.given.is_empty() {
            self.heard = now;
        }
        let number = self.next;
        self.next += 1;
        let message = ToWorker::Do {
            number,
            count: chunk.count,
            work: &chunk.work,
        };
        add(&mut self.unsent, &message);
        self.left = self.left.map(|left| left - 1);
        self.given.push_back((number, chunk));
    }

    /// Whether it has done all that it may.
    pub(super) fn is_spent(&self) -> bool {
        self.stage == Stage::Works && self.left == Some(0) && self.given.is_empty()
    }

    /// Tells it to stop when it has done what it was given.
    pub(super) fn stop(&mut self) {
        if self.stage != Stage::Stops {
            self.stage = Stage::Stops;
            add(&mut self.unsent, &ToWorker::Stop);
        }
    }

    /// Sends what it was given and told; what the kernel cannot take yet stays for later.
    pub(super) fn send(&mut self) {
        if !self.unsent.is_empty() {
            match self.wire.0.send_within(&self.unsent, &[], Patience::None) {
                Ok(false) => {}
                // Refused when it has died: its end becomes known by its sentinel.
                Ok(true) | Err(_) => self.unsent.clear(),
            }
        }
    }

    /// What it says, if it has said something.
    pub(super) fn hear(&mut self) -> Result<Option<Vec<u8>>, OsError> {
        match self.wire.0.receive_within(Patience::None)? {
            Received::Message(message) => Ok(Some(message.bytes)),
            Received::Nothing => Ok(None),
            Received::Closed => {
                self.is_open = false;
                Ok(None)
            }
        }
    }

    /// It has done this chunk, which took so long.
    pub(super) fn done(&mut self, number: u64, took: Duration, now: Instant) -> Option<Chunk> {
        let place = self.given.iter().position(|(it, _)| *it == number)?;
        let (_, chunk) = self.given.remove(place)?;
        self.heard = now;
        // A chunk that took longer counts for a quarter, since others may have had the CPU
        // meanwhile. A worker that is given too much gives it back.
        self.pace = Some(
            self.pace
                .map_or(took, |pace| took.min((pace * 3 + took) / 4)),
        );
        Some(chunk)
    }

    /// Takes back what it has not begun, in order.
    pub(super) fn take_back(&mut self) -> VecDeque<Chunk> {
        let first = self.claims.take_back(self.next);
        let begun = self.given.partition_point(|(number, _)| *number < first);
        let back: VecDeque<_> = self.given.drain(begun..).map(|(_, chunk)| chunk).collect();
        let count = u64::try_from(back.len()).expect("a length fits");
        self.left = self.left.map(|left| left + count);
        back
    }

    /// It has ended: how, and what it had begun and not done.
    pub(super) fn bury(&mut self) -> Result<Option<(ExitStatus, VecDeque<Chunk>)>, ProcessError> {
        let Some(exit) = self.process.exit()? else {
            return Ok(None);
        };
        let begun = self.given.drain(..).map(|(_, chunk)| chunk).collect();
        Ok(Some((exit.status, begun)))
    }
}

/// What a worker says, one after the other.
pub(super) fn said(bytes: &[u8]) -> impl Iterator<Item = FromWorker> {
    super::messages::all(bytes)
}
