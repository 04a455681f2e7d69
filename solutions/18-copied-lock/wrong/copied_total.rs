//! Misconception: it is enough to share the lock. The workers wait for each other, and
//! each counts in a copy of the total.

use super::handles::spaces::{Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;

/// What a worker is started with.
type Given = (u32, Handle<Lock>);

/// Starts so many workers, and waits for them. Returns the total.
pub fn run(workers: u32) -> u32 {
    let given = (0, Handle::new(Lock::new()));
    let workers: Vec<_> = (0..workers).map(|_| start(&given, count)).collect();
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    let (total, _) = given;
    total
}

/// What a worker does: it counts one.
fn count((mut total, lock): Given) -> u32 {
    let _guard = hold(&*lock);
    total += 1;
    total
}
