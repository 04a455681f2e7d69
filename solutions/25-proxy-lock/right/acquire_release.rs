//! The calls by hand. Each way out of the function comes past a release.

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
    lock.acquire().unwrap();
    let is_one = !to_do.is_empty().unwrap();
    if is_one {
        let job = to_do.pop().unwrap();
        done.append(&job).unwrap();
    }
    lock.release().unwrap();
    is_one
}

/// How many jobs there are, done or not.
pub fn count((lock, to_do, done): &Given) -> usize {
    lock.acquire().unwrap();
    let count = to_do.len().unwrap() + done.len().unwrap();
    lock.release().unwrap();
    count
}
