//! The two of the four scenarios that have a manager: the lock and the queue lie in the
//! server, and what the tasks get are proxies.
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a program fails where its server refuses, and panics only where the server does"
)]

use super::channel::{LockProxy, QueueProxy, serve};
use super::handles::scenarios::{TASKS, map};
use super::handles::spaces::{Cross, start};
use crate::Makes;
use handles::OnlyByInheritance;

// ANCHOR: task
/// A lock and a queue, in the server.
pub type Both = (LockProxy, QueueProxy<u32>);

/// What is done for each number.
pub fn task((lock, queue): &Both, number: u32) {
    let _guard = lock.hold().unwrap();
    queue.put(&number).unwrap();
}
// ANCHOR_END: task

/// What is in the queue when nobody puts anything in any more.
fn contents((_, queue): &Both) -> Vec<u32> {
    std::iter::from_fn(|| queue.try_get().ok()).collect()
}

// ANCHOR: pool
/// A pool. The lock and the queue are in each item.
pub fn pool_by_items() -> Result<Vec<u32>, OnlyByInheritance> {
    serve(|manager| {
        let both = (manager.lock().unwrap(), manager.queue(0).unwrap());
        let items = TASKS.map(|number| (both.inherited(), number));
        map(&(), |(), (both, number)| task(&both, number), items)?;
        Ok(contents(&both))
    })
}
// ANCHOR_END: pool

// ANCHOR: processes
/// One process for each number. The lock and the queue are arguments.
pub fn processes() -> Vec<u32> {
    serve(|manager| {
        let both = (manager.lock().unwrap(), manager.queue(0).unwrap());
        let started = TASKS.map(|number| {
            let argument = (both.inherited(), number);
            start(&argument, |(both, number)| task(&both, number))
        });
        for process in started {
            process.join().unwrap();
        }
        contents(&both)
    })
}
// ANCHOR_END: processes
