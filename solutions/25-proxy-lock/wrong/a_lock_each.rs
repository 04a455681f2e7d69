//! Misconception: with a lock for each list, and each call under its own, nothing can go
//! wrong. A job that has left the one list, and is not yet in the other, is in none.

use super::manager::channel::{Channel, ListProxy, LockProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = (LockProxy, LockProxy, ListProxy<u32>, ListProxy<u32>);

/// Puts so many jobs into the server. None of them is done.
pub fn new(manager: &Channel, jobs: u32) -> Given {
    let (first, second) = (manager.lock().unwrap(), manager.lock().unwrap());
    let to_do = manager.list(1..=jobs).unwrap();
    let done = manager.list([]).unwrap();
    (first, second, to_do, done)
}

/// Does a job, if there is one to do. Says whether there was.
pub fn work((lock_of_to_do, lock_of_done, to_do, done): &Given) -> bool {
    let of_to_do = lock_of_to_do.hold().unwrap();
    if to_do.is_empty().unwrap() {
        return false;
    }
    let job = to_do.pop().unwrap();
    drop(of_to_do);
    let _done = lock_of_done.hold().unwrap();
    done.append(&job).unwrap();
    true
}

/// How many jobs there are, done or not.
pub fn count((lock_of_to_do, lock_of_done, to_do, done): &Given) -> usize {
    let of_to_do = lock_of_to_do.hold().unwrap();
    let count = to_do.len().unwrap();
    drop(of_to_do);
    let _done = lock_of_done.hold().unwrap();
    count + done.len().unwrap()
}
