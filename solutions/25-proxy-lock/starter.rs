//! Jobs in a server: a list of those that are to do, and a list of those that are done.
//! Workers move jobs from the one to the other, and an auditor counts all of them.
//!
//! Each worker holds the lock from its first call to its last. The auditor changes nothing.
//! Yet there is a schedule in which it counts a job twice, or not at all.

use super::manager::channel::{Channel, ListProxy, LockProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = (LockProxy, ListProxy<u32>, ListProxy<u32>);

/// Puts so many jobs into the server. None of them is done.
pub fn new(manager: &Channel, jobs: u32) -> Given {
    let lock = manager.lock().unwrap();
    let to_do = manager.list(1..=jobs).unwrap();
    let done = manager.list([]).unwrap();
    (lock, to_do, done)
}

/// Does a job, if there is one to do. Says whether there was.
pub fn work((lock, to_do, done): &Given) -> bool {
    let _guard = lock.hold().unwrap();
    if to_do.is_empty().unwrap() {
        return false;
    }
    let job = to_do.pop().unwrap();
    done.append(&job).unwrap();
    true
}

/// How many jobs there are, done or not.
pub fn count((_, to_do, done): &Given) -> usize {
    // TODO(you): count every job once, whatever the schedule.
    to_do.len().unwrap() + done.len().unwrap()
}
