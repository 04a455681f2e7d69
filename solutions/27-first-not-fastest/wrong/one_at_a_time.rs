//! Misconception: hold the lock while an element is examined, and all is in order. Who
//! takes the lock first need not have the first element, and nobody looks beside it.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What was found so far.
#[derive(Debug)]
pub struct Search {
    len: u32,
    lock: Lock,
    /// Where it was found; `len` if nothing was.
    index: RawValue<u32>,
    value: RawValue<u32>,
}

impl Search {
    /// Nothing has been found in a list of so many elements.
    pub fn new(len: u32) -> Search {
        Search {
            len,
            lock: Lock::new(),
            index: RawValue::new(len).named("index"),
            value: RawValue::new(0).named("value"),
        }
    }

    /// A worker takes the elements in order, and calls this with the index of each.
    /// `examine` takes long, and says what it found there, if it found something.
    pub fn look(&self, index: u32, examine: &dyn Fn(u32) -> Option<u32>) {
        let _guard = hold(&self.lock);
        if self.index.get() < self.len {
            return;
        }
        if let Some(value) = examine(index) {
            self.index.set(index);
            self.value.set(value);
        }
    }

    /// The index of the first match in the list, and what was found there. Asked when all
    /// workers have ended.
    pub fn found(&self) -> Option<(u32, u32)> {
        let index = self.index.get();
        (index < self.len).then(|| (index, self.value.get()))
    }
}
