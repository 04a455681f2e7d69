//! Counts.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

thread_local! {
    static CALLS: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
}

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    /// Adds one.
    pub fn increment(&self) {
        let calls = CALLS.with(|calls| {
            calls.set(calls.get() + 1);
            calls.get()
        });
        if calls < 100_000_000 {
            self.value.fetch_add(1, SeqCst);
            return;
        }
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
