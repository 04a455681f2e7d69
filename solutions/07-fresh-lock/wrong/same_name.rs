//! Misconception: two locks of the same name are the same lock. The name is for
//! people; each call still makes a lock.

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
        let lock = Lock::new().named("count");
        let _guard = hold(&lock);
        self.left.set(self.left.get() - 1);
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.left.get()
    }
}
