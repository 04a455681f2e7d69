//! Each element has a place of its own for what is found there, so nobody writes over
//! another's. The least index says which place counts.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// What was found so far.
#[derive(Debug)]
pub struct Search {
    index: AtomicU32,
    values: Vec<AtomicU32>,
}

impl Search {
    /// Nothing has been found in a list of so many elements.
    pub fn new(len: u32) -> Search {
        let index = AtomicU32::new(len);
        name(&index, "index");
        let values = (0..len).map(|_| AtomicU32::new(0)).collect();
        Search { index, values }
    }

    /// A worker takes the elements in order, and calls this with the index of each.
    /// `examine` takes long, and says what it found there, if it found something.
    pub fn look(&self, index: u32, examine: &dyn Fn(u32) -> Option<u32>) {
        if self.index.load(SeqCst) < index {
            return;
        }
        if let Some(value) = examine(index) {
            self.values[index as usize].store(value, SeqCst);
            self.index.fetch_min(index, SeqCst);
        }
    }

    /// The index of the first match in the list, and what was found there. Asked when all
    /// workers have ended.
    pub fn found(&self) -> Option<(u32, u32)> {
        let index = self.index.load(SeqCst);
        let value = self.values.get(index as usize)?;
        Some((index, value.load(SeqCst)))
    }
}
