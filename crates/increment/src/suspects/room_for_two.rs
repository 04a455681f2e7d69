//! A counter of two words: one for a process that finds nobody there, the other for one
//! that finds somebody. A third one shares that other word, and nobody guards it.

use super::chapter::workers;
use super::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    taken: AtomicBool,
    first: AtomicU32,
    second: AtomicU32,
}

impl workers::Counter for Counter {
    fn new(start: u32) -> Counter {
        let counter = Counter {
            taken: AtomicBool::new(false),
            first: AtomicU32::new(start),
            second: AtomicU32::new(0),
        };
        name(&counter.taken, "taken");
        name(&counter.first, "first");
        name(&counter.second, "second");
        counter
    }

    fn increment(&self) {
        if self.taken.swap(true, SeqCst) {
            let seen = self.second.load(SeqCst);
            self.second.store(seen + 1, SeqCst);
        } else {
            let seen = self.first.load(SeqCst);
            self.first.store(seen + 1, SeqCst);
            self.taken.store(false, SeqCst);
        }
    }

    fn get(&self) -> u32 {
        self.first.load(SeqCst) + self.second.load(SeqCst)
    }
}
