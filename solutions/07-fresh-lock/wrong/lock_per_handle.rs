//! Misconception: one lock for each process is enough. Each process holds its own,
//! and keeps out nobody but itself.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::Arc;
use super::synchronized::raw_value::RawValue;

/// A handle to a countdown. A clone of it is another handle to the same one.
#[derive(Debug)]
pub struct Countdown {
    left: Arc<RawValue<u32>>,
    lock: Lock,
}

impl Clone for Countdown {
    fn clone(&self) -> Countdown {
        Countdown {
            left: Arc::clone(&self.left),
            lock: Lock::new().named("own lock"),
        }
    }
}

impl Countdown {
    /// A countdown from here.
    pub fn new(from: u32) -> Countdown {
        Countdown {
            left: Arc::new(RawValue::new(from).named("left")),
            lock: Lock::new().named("own lock"),
        }
    }

    /// Counts one down.
    pub fn count(&self) {
        let _guard = hold(&self.lock);
        self.left.set(self.left.get() - 1);
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.left.get()
    }
}
