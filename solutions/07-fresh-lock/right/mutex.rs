//! A lock of another kind, with the number inside: who has no guard has no number.

use super::sync::{Arc, Mutex, name};

/// A handle to a countdown. A clone of it is another handle to the same one.
#[derive(Clone, Debug)]
pub struct Countdown {
    left: Arc<Mutex<u32>>,
}

impl Countdown {
    /// A countdown from here.
    pub fn new(from: u32) -> Countdown {
        let left = Mutex::new(from);
        name(&left, "left");
        Countdown {
            left: Arc::new(left),
        }
    }

    /// Counts one down.
    pub fn count(&self) {
        *self.left.lock().unwrap() -= 1;
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        *self.left.lock().unwrap()
    }
}
