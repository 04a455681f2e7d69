//! Misconception: while the parent holds the lock, its workers are safe. A lock keeps out
//! those who ask for it, and the workers do not.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = Handle::new(RawValue::new(0).named("total"));
    let lock = Lock::new();
    let _guard = hold(&lock);
    let workers: Vec<_> = (0..workers).map(|_| start(&total, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    total.get()
}

/// What a worker does: it counts one.
fn count(total: Handle<RawValue<u32>>) {
    total.set(total.get() + 1);
}
