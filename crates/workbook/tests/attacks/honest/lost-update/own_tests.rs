//! With tests of my own, and notes for myself.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    /// Adds one. `Größe` is German for size; 数 is a number; 👩‍💻 is me.
    pub fn increment(&self) {
        self.value.fetch_add(1, SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_one() {
        let counter = Counter::new(0);
        counter.increment();
        assert_eq!(counter.get(), 1);
    }
}
