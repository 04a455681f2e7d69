//! Misconception: the lock that was made in `new` is held whenever one is held. It
//! is there, and `count` holds one that was made on the way.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::Arc;
use super::synchronized::raw_value::RawValue;

/// A handle to a countdown. A clone of it is another handle to the same one.
#[derive(Clone, Debug)]
pub struct Countdown {
    left: Arc<RawValue<u32>>,
    lock: Arc<Lock>,
}

impl Countdown {
    /// A countdown from here.
    pub fn new(from: u32) -> Countdown {
        Countdown {
            left: Arc::new(RawValue::new(from).named("left")),
            lock: Arc::new(Lock::new()),
        }
    }

    /// Counts one down.
    pub fn count(&self) {
        let lock = self.fresh();
        let _guard = hold(&lock);
        self.left.set(self.left.get() - 1);
    }

    fn fresh(&self) -> Arc<Lock> {
        Arc::default()
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.left.get()
    }
}
