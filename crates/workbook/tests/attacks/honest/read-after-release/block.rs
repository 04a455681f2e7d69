//! A block whose value is the number.

use super::locks::guard::hold;
use super::synchronized::value::Value;

#[derive(Debug)]
pub struct Progress {
    done: Value<u32>,
}

impl Default for Progress {
    fn default() -> Self {
        let done = Value::new(0).named("done");
        Self { done }
    }
}

impl Progress {
    pub fn new() -> Progress {
        Self::default()
    }

    pub fn count(&self) -> u32 {
        let number = {
            let _guard = hold(self.done.get_lock());
            let number = self.done.get() + 1;
            self.done.set(number);
            number
        };
        // The lock is free again; the number is mine.
        number
    }
}
