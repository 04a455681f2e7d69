//! A guard with a lifetime, which adds one when it is dropped.

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
        let _adds = AddsOne { to: &self.value };
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

struct AddsOne<'a> {
    to: &'a AtomicU32,
}

impl<'a> AddsOne<'a> {
    fn cell(&self) -> &'a AtomicU32 {
        self.to
    }
}

impl Drop for AddsOne<'_> {
    fn drop(&mut self) {
        self.cell().fetch_add(1, SeqCst);
    }
}
