//! A trait, and a type that is generic over it.

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
        apply(&self.value, Add(1));
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

trait Change {
    fn change(&self, cell: &AtomicU32);
}

struct Add(u32);

impl Change for Add {
    fn change(&self, cell: &AtomicU32) {
        cell.fetch_add(self.0, SeqCst);
    }
}

fn apply<C: Change + ?Sized>(cell: &AtomicU32, change: C)
where
    C: Sized,
{
    change.change(cell);
}
