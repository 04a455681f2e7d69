//! Misconception: the workers must not begin before all are there, so the parent holds
//! the lock meanwhile. The copies are copies of a lock that is held, and nobody ever
//! gives them back.

use super::handles::spaces::{Copied, Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
type Given = (Handle<RawValue<u32>>, Copied<Lock>);

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let total = Handle::new(RawValue::new(0).named("total"));
    let lock = Copied::new(Lock::new());
    let given = (total, lock);
    let (total, lock) = &given;
    let until_all_are_there = hold(&**lock);
    let start_one = |_| start(&given, count);
    let workers: Vec<_> = (0..workers).map(start_one).collect();
    drop(until_all_are_there);
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
