//! Misconception: any lock keeps the others away. The workers have one, and the auditor has
//! another, which nobody else wants.

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
pub fn work((of_workers, _, to_do, done): &Given) -> bool {
    let _guard = of_workers.hold().unwrap();
    if to_do.is_empty().unwrap() {
        return false;
    }
    let job = to_do.pop().unwrap();
    done.append(&job).unwrap();
    true
}

/// How many jobs there are, done or not.
pub fn count((_, of_auditors, to_do, done): &Given) -> usize {
    let _guard = of_auditors.hold().unwrap();
    to_do.len().unwrap() + done.len().unwrap()
}
