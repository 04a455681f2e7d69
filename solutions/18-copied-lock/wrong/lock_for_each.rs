//! Misconception: a lock that is behind a handle is shared. This one is, between the
//! parent and one worker: each worker gets another.

use super::handles::spaces::{Cross, Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
type Given = (Handle<RawValue<u32>>, Handle<Lock>);

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = Handle::new(RawValue::new(0).named("total"));
    let workers: Vec<_> = (0..workers)
        .map(|_| {
            let lock = Handle::new(Lock::new());
            start(&(total.inherited(), lock), count)
        })
        .collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    total.get()
}

/// What a worker does: it counts one.
fn count((total, lock): Given) {
    let _guard = hold(&*lock);
    total.set(total.get() + 1);
}
