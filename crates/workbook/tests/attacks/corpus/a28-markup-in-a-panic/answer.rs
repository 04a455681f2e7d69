//! Markup.

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
        panic!(
            "=HYPERLINK(\"http://x.invalid\",\"1\")\n@SUM(1)\n</system-out><script>alert(1)</script>]]>\n```\n# Passed\n\u{1b}[2J\u{1b}]0;title\u{7}\u{0}\u{fffe} {}",
            self.get()
        );
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
