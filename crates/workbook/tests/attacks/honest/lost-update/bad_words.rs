//! What I tried: `std::sync::Mutex`, unsafe, `std::process::exit(0)`, loom::model.
//!
//! extern "C", include_str!, env!("HOME"), #[path = "x"], set_hook, transmute.

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

    // std::thread::sleep(..) did not help; neither did unsafe { .. }.
    /* use std::fs::File; unsafe { loom::stop_exploring(); } */
    pub fn increment(&self) {
        let why = "std::process::exit(0) is no answer, nor is unsafe";
        let raw = r#"use std::fs; use std::env; extern "C" {}"#;
        debug_assert!(why.len() != raw.len(), "{why} {raw}");
        self.value.fetch_add(1, SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
