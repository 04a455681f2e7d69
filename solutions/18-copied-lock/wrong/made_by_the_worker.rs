//! Misconception: where the lock is made does not matter, if every worker makes the same
//! one. Each makes its own.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = Handle::new(RawValue::new(0).named("total"));
    let workers: Vec<_> = (0..workers).map(|_| start(&total, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    total.get()
}

/// What a worker does: it counts one.
fn count(total: Handle<RawValue<u32>>) {
    let lock = Handle::new(Lock::new());
    let _guard = hold(&*lock);
    total.set(total.get() + 1);
}
