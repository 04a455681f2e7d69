//! A lock, a guard clause, and a lint that I lifted.

#![allow(dead_code)]

use super::sync::{Mutex, name};

#[derive(Debug)]
#[non_exhaustive]
pub struct Counter {
    value: Mutex<u32>,
}

static STEPS: [&str; 3] = ["load", "add", "store"];

impl Counter {
    pub fn new(start: u32) -> Counter {
        let value = Mutex::new(start);
        name(&value, "counter");
        Counter { value }
    }

    #[inline]
    pub fn increment(&self) {
        let Ok(mut guard) = self.value.lock() else {
            return;
        };
        #[allow(clippy::implicit_saturating_sub)]
        if *guard == u32::MAX {
            return;
        }
        *guard = guard.wrapping_add(1);
        drop(guard);
    }

    pub fn get(&self) -> u32 {
        self.value.lock().map(|guard| *guard).unwrap_or_default()
    }
}
