//! As far as it goes without `if`.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

#[derive(Debug)]
pub struct Search {
    len: u32,
    lock: Lock,
    index: RawValue<u32>,
    value: RawValue<u32>,
}

impl Search {
    pub fn new(len: u32) -> Search {
        Search {
            len,
            lock: Lock::new(),
            index: RawValue::new(len).named("index"),
            value: RawValue::new(0).named("value"),
        }
    }

    pub fn look(&self, index: u32, examine: &dyn Fn(u32) -> Option<u32>) {
        Some(index)
            .filter(|&index| self.index.get() >= index)
            .and_then(examine)
            .into_iter()
            .for_each(|value| self.keep(index, value));
    }

    fn keep(&self, index: u32, value: u32) {
        let _guard = hold(&self.lock);
        let is_first = index < self.index.get();
        is_first.then(|| {
            self.index.set(index);
            self.value.set(value);
        });
    }

    pub fn found(&self) -> Option<(u32, u32)> {
        match self.index.get() {
            index if index < self.len => Some((index, self.value.get())),
            _ => None,
        }
    }
}
