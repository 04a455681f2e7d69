//! Plain loops, and a structure for what is given.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::synchronized::value::Value;

type Given = Handle<Value<u32>>;

pub fn run(workers: u32) -> u32 {
    let total: Given = Handle::new(Value::new(0).named("total"));
    let mut processes = Vec::with_capacity(workers as usize);
    for _ in 0..workers {
        processes.push(start(&total, |total: Given| add(&total, 1)));
    }
    while let Some(process) = processes.pop() {
        if let Err(error) = process.join() {
            panic!("a worker panics: {error:?}");
        }
    }
    total.get()
}

fn add(total: &Value<u32>, by: u32) {
    let _guard = hold(total.get_lock());
    total.set(total.get() + by);
}
