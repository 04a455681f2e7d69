//! No lock at all: to add is one step on shared memory.

use super::handles::spaces::{Handle, start};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = AtomicU32::new(0);
    name(&total, "total");
    let total = Handle::new(total);
    let workers: Vec<_> = (0..workers).map(|_| start(&total, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    total.load(SeqCst)
}

/// What a worker does: it counts one.
fn count(total: Handle<AtomicU32>) {
    total.fetch_add(1, SeqCst);
}
