//! Misconception: the least index is kept in one step, so all is well. Its value is kept in
//! another step, and by then the index may be another's.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// What was found so far.
#[derive(Debug)]
pub struct Search {
    len: u32,
    index: AtomicU32,
    value: AtomicU32,
}

impl Search {
    /// Nothing has been found in a list of so many elements.
    pub fn new(len: u32) -> Search {
        let index = AtomicU32::new(len);
        let value = AtomicU32::new(0);
        name(&index, "index");
        name(&value, "value");
        Search { len, index, value }
    }

    /// A worker takes the elements in order, and calls this with the index of each.
    /// `examine` takes long, and says what it found there, if it found something.
    pub fn look(&self, index: u32, examine: &dyn Fn(u32) -> Option<u32>) {
        if self.index.load(SeqCst) < index {
            return;
        }
        if let Some(value) = examine(index)
            && index < self.index.fetch_min(index, SeqCst)
        {
            self.value.store(value, SeqCst);
        }
    }

    /// The index of the first match in the list, and what was found there. Asked when all
    /// workers have ended.
    pub fn found(&self) -> Option<(u32, u32)> {
        let index = self.index.load(SeqCst);
        (index < self.len).then(|| (index, self.value.load(SeqCst)))
    }
}
