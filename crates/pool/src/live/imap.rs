//! Results one by one, as they are asked for.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use os::Patience;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::chunks::{Outbox, work};
use super::error::PoolError;
use super::link::Link;
use super::messages::Chunk;
use super::stream::{Order, Stream};

/// The results of a job, one by one. Made by [`Pool::imap`](super::Pool::imap) and
/// [`Pool::imap_unordered`](super::Pool::imap_unordered).
///
/// The items are taken from their iterator as results are asked for, and are at most so many
/// ahead as the *lead* says (by default 64 chunks for each worker). So the input may be
/// endless; and while nobody asks, no item is taken and the workers run dry. (CPython takes
/// the whole input at once.)
///
/// Each task has its own result: after an error come those of the other tasks. Only that
/// the *first* item cannot be sent is an error of the call itself: then it is likely that
/// none can, and who does not read the results would never hear of it, as in CPython. A panic of the
/// items' iterator reaches the caller, once; then come the results of the items before it.
/// Dropping this iterator takes back what no worker has.
#[must_use = "results that nobody asks for, and their errors, are never seen"]
pub struct Imap<I: Iterator, R> {
    link: Rc<Link>,
    stream: Rc<Stream<R>>,
    job: u64,
    task: &'static str,
    /// Where items come from, until it is exhausted or of no use any more.
    input: Option<I>,
    /// Whether it is being asked for an item.
    is_asked: bool,
    /// Number of tasks that travel together.
    size: usize,
    /// The most items that are taken and whose results were not handed over.
    lead: usize,
    /// Items that are not in a chunk yet.
    loose: Vec<I::Item>,
    /// Number of items that are.
    taken: usize,
    outbox: Outbox,
    is_over: bool,
    /// Why the first item cannot be sent, if it cannot.
    refused: Option<PoolError>,
}

impl<I: Iterator, R> Imap<I, R>
where
    I::Item: Serialize,
    R: DeserializeOwned + 'static,
{
    pub(super) fn new(
        link: Rc<Link>,
        task: &'static str,
        input: I,
        order: Order,
        size: usize,
        lead: usize,
    ) -> Result<Self, PoolError> {
        let stream = Rc::new(Stream::new(order));
        let job = link.add_job(Rc::clone(&stream) as _);
        let mut imap = Imap {
            link,
            stream,
            job,
            task,
            input: Some(input),
            is_asked: false,
            size: size.min(lead),
            lead,
            loose: Vec::new(),
            taken: 0,
            outbox: Outbox::default(),
            is_over: false,
            refused: None,
        };
        imap.fill();
        match imap.refused.take() {
            Some(refused) => {
                imap.give_up();
                Err(refused)
            }
            None => Ok(imap),
        }
    }

    /// The next result, if it is there within this time; otherwise
    /// [`PoolError::TimedOut`], and the result can be asked for again.
    pub fn next_for(&mut self, time: Duration) -> Option<Result<R, PoolError>> {
        self.next_within(Patience::after(time))
    }

    fn next_within(&mut self, patience: Patience) -> Option<Result<R, PoolError>> {
        // Not after each result: items that are sent together are cheaper.
        if self.lead - self.ahead() >= self.lead.div_ceil(4) {
            self.fill();
        }
        if !self.stream.has_next() {
            self.fill();
            if self.ahead() == 0 || self.is_over {
                self.give_up();
                return None;
            }
            let waited = self.link.wait_until(|| self.stream.has_next(), patience);
            match waited {
                Ok(true) => {}
                Ok(false) => return Some(Err(PoolError::TimedOut)),
                Err(why) => return self.ends_with(why),
            }
        }
        match (self.stream.take(), self.stream.end()) {
            (Some(result), _) => Some(result),
            (None, Some(why)) => self.ends_with(why),
            (None, None) => None,
        }
    }

    /// Number of items that were taken and whose results were not handed over.
    fn ahead(&self) -> usize {
        self.taken + self.loose.len() - self.stream.given()
    }

    /// Takes as many items as it may, and has them done.
    fn fill(&mut self) {
        if self.is_asked {
            // It has panicked, and is not asked again.
            self.input = None;
        }
        while self.ahead() < self.lead
            && let Some(input) = &mut self.input
        {
            self.is_asked = true;
            match input.next() {
                Some(item) => self.loose.push(item),
                None => self.input = None,
            }
            self.is_asked = false;
            if self.loose.len() >= self.size {
                self.send_loose();
            }
        }
        // A chunk that is not full waits for more items, but not for who waits for it.
        if !self.loose.is_empty() && (self.input.is_none() || self.ahead() >= self.lead) {
            self.send_loose();
        }
        // An error is also the end of the stream, where it is seen.
        let _ = self.outbox.send(&self.link);
    }

    /// Puts the loose items into a chunk.
    fn send_loose(&mut self) {
        let items = std::mem::take(&mut self.loose);
        match work(self.task, &items) {
            Ok(work) => self.send_chunk(items.len(), work),
            // One by one: those that can be sent are.
            Err(_) => {
                for item in items {
                    match work(self.task, &[item]) {
                        Ok(work) => self.send_chunk(1, work),
                        Err(error) => {
                            let (index, source) = (self.taken, error.into());
                            self.taken += 1;
                            let refused = PoolError::Argument { index, source };
                            if index == 0 {
                                self.refused = Some(refused.clone());
                            }
                            self.stream.put(index, Err(refused));
                        }
                    }
                }
            }
        }
    }

    fn send_chunk(&mut self, count: usize, work: Vec<u8>) {
        let chunk = Chunk {
            job: self.job,
            first: self.taken,
            count,
            of_whole: None,
            work: work.into(),
        };
        self.taken += count;
        let _ = self.outbox.put(&self.link, chunk);
    }

    /// This error is the last thing that comes.
    fn ends_with(&mut self, why: PoolError) -> Option<Result<R, PoolError>> {
        let is_first = !self.is_over;
        self.give_up();
        is_first.then_some(Err(why))
    }
}

impl<I: Iterator, R> Imap<I, R> {
    fn give_up(&mut self) {
        self.is_over = true;
        self.input = None;
        self.link.forget(self.job);
    }
}

impl<I: Iterator, R> Iterator for Imap<I, R>
where
    I::Item: Serialize,
    R: DeserializeOwned + 'static,
{
    type Item = Result<R, PoolError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_within(Patience::Endless)
    }
}

impl<I: Iterator, R> Drop for Imap<I, R> {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl<I: Iterator, R> fmt::Debug for Imap<I, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imap")
            .field("task", &self.task)
            .field("given", &self.stream.given())
            .finish_non_exhaustive()
    }
}
