//! Index and value are in one word, the index in front: the least word has the least
//! index, and `fetch_min` keeps it in one step.

use super::sync::atomic::{AtomicU64, Ordering::SeqCst};
use super::sync::name;

/// What was found so far.
#[derive(Debug)]
pub struct Search {
    found: AtomicU64,
}

/// Nothing yet: more than any match.
const NOTHING: u64 = u64::MAX;

impl Search {
    /// Nothing has been found in a list of so many elements.
    pub fn new(_len: u32) -> Search {
        let found = AtomicU64::new(NOTHING);
        name(&found, "found");
        Search { found }
    }

    /// A worker takes the elements in order, and calls this with the index of each.
    /// `examine` takes long, and says what it found there, if it found something.
    pub fn look(&self, index: u32, examine: &dyn Fn(u32) -> Option<u32>) {
        let front = u64::from(index) << 32;
        if self.found.load(SeqCst) < front {
            return;
        }
        if let Some(value) = examine(index) {
            self.found.fetch_min(front | u64::from(value), SeqCst);
        }
    }

    /// The index of the first match in the list, and what was found there. Asked when all
    /// workers have ended.
    pub fn found(&self) -> Option<(u32, u32)> {
        let found = self.found.load(SeqCst);
        let half = |word: u64| u32::try_from(word & u64::from(u32::MAX)).expect("32 bits");
        (found != NOTHING).then(|| (half(found >> 32), half(found)))
    }
}
