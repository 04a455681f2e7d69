//! Misconception: one lock for readers and one for writers. Who reads keeps out
//! those who read, and not the one who is about to write.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::Arc;
use super::synchronized::raw_value::RawValue;

/// A handle to a countdown. A clone of it is another handle to the same one.
#[derive(Clone, Debug)]
pub struct Countdown {
    left: Arc<RawValue<u32>>,
    reading: Arc<Lock>,
    writing: Arc<Lock>,
}

impl Countdown {
    /// A countdown from here.
    pub fn new(from: u32) -> Countdown {
        Countdown {
            left: Arc::new(RawValue::new(from).named("left")),
            reading: Arc::new(Lock::new().named("reading")),
            writing: Arc::new(Lock::new().named("writing")),
        }
    }

    /// Counts one down.
    pub fn count(&self) {
        let left = {
            let _guard = hold(&self.reading);
            self.left.get()
        };
        let _guard = hold(&self.writing);
        self.left.set(left - 1);
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.left.get()
    }
}
