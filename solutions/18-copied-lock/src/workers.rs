//! Workers that count together under one lock: each is started with a handle that leads
//! to it.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
type Given = (Handle<RawValue<u32>>, Handle<Lock>);

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = Handle::new(RawValue::new(0).named("total"));
    let lock = Handle::new(Lock::new());
    let given = (total, lock);
    let workers: Vec<_> = (0..workers).map(|_| start(&given, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    let (total, _) = &given;
    total.get()
}

/// What a worker does: it counts one.
fn count((total, lock): Given) {
    let _guard = hold(&*lock);
    total.set(total.get() + 1);
}
