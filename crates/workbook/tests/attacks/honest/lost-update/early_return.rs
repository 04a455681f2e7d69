//! Tries until it has worked, and leaves the loop by `return`.

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
        let mut process = self.value.load(SeqCst);
        'again: loop {
            let env = process + 1;
            match self.value.compare_exchange(process, env, SeqCst, SeqCst) {
                Ok(_) => return,
                Err(now) => {
                    process = now;
                    continue 'again;
                }
            }
        }
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
