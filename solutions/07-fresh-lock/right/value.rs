//! A value brings its lock along: one lock for each number, wherever the handle is.

use super::locks::guard::hold;
use super::sync::Arc;
use super::synchronized::value::Value;

/// A handle to a countdown. A clone of it is another handle to the same one.
#[derive(Clone, Debug)]
pub struct Countdown {
    left: Arc<Value<u32>>,
}

impl Countdown {
    /// A countdown from here.
    pub fn new(from: u32) -> Countdown {
        Countdown {
            left: Arc::new(Value::new(from).named("left")),
        }
    }

    /// Counts one down.
    pub fn count(&self) {
        let _guard = hold(self.left.get_lock());
        self.left.set(self.left.get() - 1);
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.left.get()
    }
}
