//! The total and its lock lie side by side in shared memory, and one handle leads to the
//! pair.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
type Given = (Handle<Shared>,);

/// What all of them share.
struct Shared {
    total: RawValue<u32>,
    lock: Lock,
}

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let shared = Handle::new(Shared {
        total: RawValue::new(0).named("total"),
        lock: Lock::new(),
    });
    let given = (shared,);
    let workers: Vec<_> = (0..workers).map(|_| start(&given, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    given.0.total.get()
}

/// What a worker does: it counts one.
fn count((shared,): Given) {
    let _guard = hold(&shared.lock);
    shared.total.set(shared.total.get() + 1);
}
