//! A macro that writes the methods.

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

    pub fn increment(&self) {
        self.by_one();
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

macro_rules! adders {
    ($($name:ident => $by:expr),* $(,)?) => {
        impl Counter {
            $(fn $name(&self) { self.value.fetch_add($by, SeqCst); })*
        }
    };
}

adders! { by_one => 1 }
