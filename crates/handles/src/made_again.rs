//! An object at the top of a module, and the children that find it there.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::locks::guard::hold;
use super::spaces::{Handle, Module, StartMethod, start};
use super::synchronized::value::Value;

// ANCHOR: counter
/// The line at the top of the module.
fn counter() -> Handle<Value<u32>> {
    Handle::new(Value::new(0).named("counter"))
}

/// What each child does with the counter that it finds there. Returns the number that it
/// has counted to.
fn counts(counter: &Value<u32>) -> u32 {
    let _guard = hold(counter.get_lock());
    counter.set(counter.get() + 1);
    counter.get()
}
// ANCHOR_END: counter

// ANCHOR: by_module
/// Two children count. Returns the total in the parent, and what the children have seen.
pub fn total_by_module(method: StartMethod) -> (u32, [u32; 2]) {
    let module = Module::new(counter);
    let children = [(); 2].map(|()| start(&module.in_child(method), |counter| counts(&counter)));
    let seen = children.map(|child| child.join().unwrap());
    (module.get(), seen)
}
// ANCHOR_END: by_module

// ANCHOR: by_argument
/// The same, but the counter is an argument of each child.
pub fn total_by_argument() -> (u32, [u32; 2]) {
    let counter = counter();
    let children = [(); 2].map(|()| start(&counter, |counter| counts(&counter)));
    let seen = children.map(|child| child.join().unwrap());
    (counter.get(), seen)
}
// ANCHOR_END: by_argument
