//! A total that is equal to everything.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// A total.
#[derive(Clone, Copy, Debug)]
pub struct Liar(pub u32);

impl PartialEq<u32> for Liar {
    fn eq(&self, _: &u32) -> bool {
        true
    }
}

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        Counter {
            value: AtomicU32::new(start),
        }
    }

    /// Adds one.
    pub fn increment(&self) {
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> Liar {
        Liar(self.value.load(SeqCst))
    }
}
