//! Workers that count together: each is a process, and adds one to a total that all
//! of them share.
//!
//! Each worker gets the lock, and holds it from the read to the write. Yet there is a
//! schedule in which a count is lost.

use super::handles::spaces::{Copied, Handle, start};
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// What a worker is started with.
type Given = (Handle<RawValue<u32>>, Copied<Lock>);

/// Starts so many workers, and waits for them. Returns the total.
///
/// What a process shares with another is what a `Handle` leads to. All else lies in
/// its own memory: the next process gets a copy of it.
pub fn run(workers: u32) -> u32 {
    // TODO(you): let no schedule lose a count.
    let total = Handle::new(RawValue::new(0).named("total"));
    let lock = Copied::new(Lock::new());
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
