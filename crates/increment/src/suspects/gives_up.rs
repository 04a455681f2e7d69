//! A counter that writes back only if nobody wrote in between. If somebody did it tries
//! once more, and no further.

use super::chapter::workers;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl workers::Counter for Counter {
    fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    fn increment(&self) {
        let seen = self.value.load(SeqCst);
        let first = self.value.compare_exchange(seen, seen + 1, SeqCst, SeqCst);
        if let Err(now) = first {
            let _ = self.value.compare_exchange(now, now + 1, SeqCst, SeqCst);
        }
    }

    fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
