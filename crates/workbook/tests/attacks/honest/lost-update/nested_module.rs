//! The work is in modules inside the file.

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
        inner::deeper::add_one(&self.value);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

mod inner {
    pub(super) mod deeper {
        use super::super::super::sync::atomic::{AtomicU32, Ordering};

        pub(in super::super) fn add_one(cell: &AtomicU32) {
            cell.fetch_add(1, Ordering::SeqCst);
        }
    }
}
