//! Misconception: if each list is read under the lock, both together are. Between the two a
//! worker moves a job.

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
pub fn count((lock, to_do, done): &Given) -> usize {
    lock.acquire().unwrap();
    let to_do = to_do.len().unwrap();
    lock.release().unwrap();
    lock.acquire().unwrap();
    let done = done.len().unwrap();
    lock.release().unwrap();
    to_do + done
}
