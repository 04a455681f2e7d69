//! A value brings its lock along: the handle of the one leads to the other, too.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::synchronized::value::Value;

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = Handle::new(Value::new(0).named("total"));
    let workers: Vec<_> = (0..workers).map(|_| start(&total, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    total.get()
}

/// What a worker does: it counts one.
fn count(total: Handle<Value<u32>>) {
    let _guard = hold(total.get_lock());
    total.set(total.get() + 1);
}
