//! Index and value are one thing, inside a mutex: they are compared and kept together.

use super::sync::{Mutex, name};

/// What was found so far.
#[derive(Debug)]
pub struct Search {
    found: Mutex<Option<(u32, u32)>>,
}

impl Search {
    /// Nothing has been found in a list of so many elements.
    pub fn new(_len: u32) -> Search {
        let found = Mutex::new(None);
        name(&found, "found");
        Search { found }
    }

    /// A worker takes the elements in order, and calls this with the index of each.
    /// `examine` takes long, and says what it found there, if it found something.
    pub fn look(&self, index: u32, examine: &dyn Fn(u32) -> Option<u32>) {
        if self.found().is_some_and(|(found, _)| found < index) {
            return;
        }
        let Some(value) = examine(index) else {
            return;
        };
        let mut found = self.found.lock().unwrap();
        if found.is_none_or(|(found, _)| index < found) {
            *found = Some((index, value));
        }
    }

    /// The index of the first match in the list, and what was found there. Asked when all
    /// workers have ended.
    pub fn found(&self) -> Option<(u32, u32)> {
        *self.found.lock().unwrap()
    }
}
