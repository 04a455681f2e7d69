//! What the broker has for the parent.

use std::collections::{HashMap, VecDeque};

use os::{OsError, Patience};

use super::messages::{Chunk, End, FromBroker, LONG, add};

/// What is not sent yet. What comes together is sent together, and of a job whose parts
/// are of no use to the parent, nothing is sent before all is there: each message wakes
/// the parent, and that costs more than most tasks.
#[derive(Default)]
pub(super) struct Outgoing {
    /// Messages that are long enough.
    full: VecDeque<Vec<u8>>,
    /// The next one.
    last: Vec<u8>,
    /// What is held back, by job.
    held: HashMap<u64, Held>,
}

/// Of one job.
struct Held {
    /// Number of chunks that are still to come.
    missing: usize,
    bytes: Vec<u8>,
}

impl Outgoing {
    /// Has something to say.
    pub(super) fn say(&mut self, message: &FromBroker) {
        add(&mut self.last, message);
        if self.last.len() >= LONG {
            self.full.push_back(std::mem::take(&mut self.last));
        }
    }

    /// Has something to say about a chunk that has ended.
    pub(super) fn say_of(&mut self, chunk: &Chunk, message: &FromBroker) {
        let Some(chunks) = chunk.of_whole else {
            return self.say(message);
        };
        let held = self.held.entry(chunk.job).or_insert_with(|| Held {
            missing: chunks,
            bytes: Vec::new(),
        });
        add(&mut held.bytes, message);
        held.missing -= 1;
        if held.missing == 0 {
            // Together with what else there is.
            self.last.append(&mut held.bytes);
            self.held.remove(&chunk.job);
        } else if held.bytes.len() >= LONG {
            self.full.push_back(std::mem::take(&mut held.bytes));
        }
    }

    /// A job is of no interest any more.
    pub(super) fn forget(&mut self, job: u64) {
        self.held.remove(&job);
    }

    /// Sends what can be sent without waiting. Returns whether there is more.
    pub(super) fn send(&mut self, to: &End) -> Result<bool, OsError> {
        if !self.last.is_empty() {
            self.full.push_back(std::mem::take(&mut self.last));
        }
        while let Some(first) = self.full.front() {
            if !to.0.send_within(first, &[], Patience::None)? {
                return Ok(true);
            }
            self.full.pop_front();
        }
        Ok(false)
    }
}
