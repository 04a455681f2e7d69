//! Only how many jobs there are matters here. So one number says it for both lists: those to
//! do in its upper half, those done in its lower one. To read it is one call, and to change
//! it another, which refuses if it has changed meanwhile.

use super::manager::channel::{Channel, ValueProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ValueProxy<u64>;

/// Puts so many jobs into the server. None of them is done.
pub fn new(manager: &Channel, jobs: u32) -> Given {
    manager.value(u64::from(jobs) << 32).unwrap()
}

/// Does a job, if there is one to do. Says whether there was.
pub fn work(both: &Given) -> bool {
    let mut seen = both.get().unwrap();
    while seen >> 32 > 0 {
        let moved = seen - (1 << 32) + 1;
        let there = both.compare_exchange(seen, moved).unwrap();
        if there == seen {
            return true;
        }
        seen = there;
    }
    false
}

/// How many jobs there are, done or not.
pub fn count(both: &Given) -> usize {
    let both = both.get().unwrap();
    let count = (both >> 32) + (both & u64::from(u32::MAX));
    count.try_into().expect("there are not so many")
}
