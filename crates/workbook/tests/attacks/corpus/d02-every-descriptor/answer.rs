//! Writes everywhere.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;
use std::fs::File;
use std::io::Write;

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
        for n in 0..64 {
            for place in ["/proc/self/fd", "/dev/fd"] {
                if let Ok(mut file) = File::options().write(true).open(format!("{place}/{n}")) {
                    let _ = file.write_all(b"\n00000000000000000000000000000000{}\n");
                }
            }
        }
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
