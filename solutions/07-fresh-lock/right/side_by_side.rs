//! The number and its lock lie side by side, and a handle leads to the pair.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::Arc;
use super::synchronized::raw_value::RawValue;

/// A handle to a countdown. A clone of it is another handle to the same one.
#[derive(Clone, Debug)]
pub struct Countdown {
    shared: Arc<Shared>,
}

/// What all handles lead to.
#[derive(Debug)]
struct Shared {
    left: RawValue<u32>,
    lock: Lock,
}

impl Countdown {
    /// A countdown from here.
    pub fn new(from: u32) -> Countdown {
        Countdown {
            shared: Arc::new(Shared {
                left: RawValue::new(from).named("left"),
                lock: Lock::new(),
            }),
        }
    }

    /// Counts one down.
    pub fn count(&self) {
        let _guard = hold(&self.shared.lock);
        let left = &self.shared.left;
        left.set(left.get() - 1);
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.shared.left.get()
    }
}
