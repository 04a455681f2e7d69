//! Misconception: only the write needs the lock that all share; for the read, a lock of the
//! worker's own will do.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
type Given = (Handle<RawValue<u32>>, Handle<Lock>);

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = Handle::new(RawValue::new(0).named("total"));
    let shared = Handle::new(Lock::new().named("shared"));
    let given = (total, shared);
    let workers: Vec<_> = (0..workers).map(|_| start(&given, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    let (total, _) = &given;
    total.get()
}

/// What a worker does: it counts one.
fn count((total, shared): Given) {
    let own = Lock::new().named("own");
    let _reading = hold(&own);
    let seen = total.get();
    let _writing = hold(&*shared);
    total.set(seen + 1);
}
