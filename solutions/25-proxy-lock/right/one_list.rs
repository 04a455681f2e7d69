//! One list, and beside each job whether it is done. The workers hold a lock, since each makes
//! two calls. To count is one call, and needs none.

use super::manager::channel::{Channel, ListProxy, LockProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = (LockProxy, ListProxy<(u32, bool)>);

/// Puts so many jobs into the server. None of them is done.
pub fn new(manager: &Channel, jobs: u32) -> Given {
    let jobs = (1..=jobs).map(|job| (job, false));
    (manager.lock().unwrap(), manager.list(jobs).unwrap())
}

/// Does a job, if there is one to do. Says whether there was.
pub fn work((lock, jobs): &Given) -> bool {
    let _guard = lock.hold().unwrap();
    let all = jobs.to_vec().unwrap();
    let Some(place) = all.iter().position(|(_, is_done)| !is_done) else {
        return false;
    };
    let (job, _) = all[place];
    let place = place.try_into().expect("there are not so many");
    jobs.set(place, &(job, true)).unwrap();
    true
}

/// How many jobs there are, done or not.
pub fn count((_, jobs): &Given) -> usize {
    jobs.len().unwrap()
}
