//! A countdown that several processes share. Each has a handle of its own; the
//! number is one and the same.
//!
//! Each call holds a lock from the read to the write. Yet there is a schedule in
//! which a count is lost.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::Arc;
use super::synchronized::raw_value::RawValue;

/// A handle to a countdown. A clone of it is another handle to the same one.
#[derive(Clone, Debug)]
pub struct Countdown {
    left: Arc<RawValue<u32>>,
}

impl Countdown {
    /// A countdown from here.
    pub fn new(from: u32) -> Countdown {
        Countdown {
            left: Arc::new(RawValue::new(from).named("left")),
        }
    }

    /// Counts one down.
    pub fn count(&self) {
        // TODO(you): let no schedule lose a count.
        let lock = Lock::new();
        let _guard = hold(&lock);
        self.left.set(self.left.get() - 1);
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.left.get()
    }
}
