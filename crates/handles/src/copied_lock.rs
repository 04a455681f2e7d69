//! A lock that is copied on its way to another process, and one that is not.
//!
//! The programs are the same. Only the lock goes another way: as a [`Handle`], or as a
//! [`Copied`](super::spaces::Copied).
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use std::ops::Deref;

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::spaces::{Cross, Handle, start};
use super::synchronized::raw_value::RawValue;

// ANCHOR: adds
/// Adds one under a lock.
pub fn adds(value: &RawValue<u32>, lock: &Lock) {
    let _guard = hold(lock);
    value.set(value.get() + 1);
}
// ANCHOR_END: adds

fn value() -> Handle<RawValue<u32>> {
    Handle::new(RawValue::new(0).named("value"))
}

// ANCHOR: total
/// Starts two processes with a value and a lock, and returns the total.
pub fn total<L: Cross + Deref<Target = Lock>>(lock: L) -> u32 {
    let argument = (value(), lock);
    let workers = [(); 2].map(|()| start(&argument, |(value, lock)| adds(&value, &lock)));
    for worker in workers {
        worker.join().unwrap();
    }
    argument.0.get()
}
// ANCHOR_END: total

// ANCHOR: held
/// Starts a process while the lock is held, and gives the lock back then.
pub fn started_while_held<L: Cross + Deref<Target = Lock>>(lock: L) -> u32 {
    let argument = (value(), lock);
    argument.1.acquire();
    let child = start(&argument, |(value, lock)| adds(&value, &lock));
    argument.1.release().unwrap();
    child.join().unwrap();
    argument.0.get()
}
// ANCHOR_END: held
