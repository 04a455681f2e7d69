//! The four scenarios: a lock and a queue, and the ways by which they reach the processes
//! that use them.
//!
//! Each task puts its number into the queue, under the lock. What is told is the queue's
//! contents when all tasks are over, or the error that the program sees.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::queue::Queue;
use super::spaces::{Code, Cross, Handle, start};
use crate::OnlyByInheritance;

/// The numbers of the tasks.
pub const TASKS: [u32; 2] = [1, 2];

// ANCHOR: task
/// A lock and a queue.
pub type Both = (Handle<Lock>, Handle<Queue<u32>>);

/// What is done for each number.
pub fn task((lock, queue): &Both, number: u32) {
    let _guard = hold(&**lock);
    queue.put(number);
}
// ANCHOR_END: task

fn both() -> Both {
    let queue = Queue::new().named("queue");
    (Handle::new(Lock::new()), Handle::new(queue))
}

/// What is in the queue when nobody puts anything in any more.
fn contents((_, queue): &Both) -> Vec<u32> {
    std::iter::from_fn(|| queue.try_get()).collect()
}

// ANCHOR: processes
/// One process for each number. The lock and the queue are arguments.
pub fn processes() -> Vec<u32> {
    let both = both();
    let started = TASKS.map(|number| {
        let argument = (both.inherited(), number);
        start(&argument, |(both, number)| task(&both, number))
    });
    for process in started {
        process.join().unwrap();
    }
    contents(&both)
}
// ANCHOR_END: processes

// ANCHOR: pool
/// A pool of two workers: each gets `once` when it starts, and then items by message,
/// until there are no more. Returns what became of each item.
///
/// The items are sent before the workers start: what a worker does until one comes is to
/// wait.
fn imap<O: Cross, I: Cross>(once: &O, task: fn(&O, I), items: [I; 2]) -> [Sent; 2] {
    let messages = Handle::new(Queue::new().named("messages"));
    let sent = items.map(|item| item.pickled().map(|item| messages.put(Some(item))));
    let argument = (once.inherited(), messages, Code(task));
    let workers = [(); 2].map(|()| {
        argument.1.put(None);
        start(&argument, |(once, messages, task)| {
            while let Some(item) = messages.get() {
                (task.0)(&once, item);
            }
        })
    });
    for worker in workers {
        worker.join().unwrap();
    }
    sent
}

/// What became of an item on its way.
pub type Sent = Result<(), OnlyByInheritance>;

/// As `imap`, but the first error that came back is its own.
///
/// # Errors
///
/// If an item cannot be sent.
pub fn map<O: Cross, I: Cross>(once: &O, task: fn(&O, I), items: [I; 2]) -> Sent {
    imap(once, task, items).into_iter().collect()
}
// ANCHOR_END: pool

// ANCHOR: items
/// A pool. The lock and the queue are in each item.
///
/// # Errors
///
/// If they cannot be sent.
pub fn pool_by_items() -> Result<Vec<u32>, OnlyByInheritance> {
    let both = both();
    let items = TASKS.map(|number| (both.inherited(), number));
    map(&(), |(), (both, number)| task(&both, number), items)?;
    Ok(contents(&both))
}

/// The same, and nobody reads what became of the items.
pub fn pool_unread() -> Vec<u32> {
    let both = both();
    let items = TASKS.map(|number| (both.inherited(), number));
    let _unread = imap(&(), |(), (both, number)| task(&both, number), items);
    contents(&both)
}
// ANCHOR_END: items

// ANCHOR: initializer
/// A pool whose workers get the lock when they start. The queue is in each item.
///
/// # Errors
///
/// If it cannot be sent.
pub fn pool_half_by_initializer() -> Result<Vec<u32>, OnlyByInheritance> {
    let (lock, queue) = both();
    let items = TASKS.map(|number| (queue.inherited(), number));
    let with = |lock: &Handle<Lock>, (queue, number)| task(&(lock.inherited(), queue), number);
    map(&lock, with, items)?;
    Ok(contents(&(lock, queue)))
}

/// A pool whose workers get the lock and the queue when they start.
///
/// # Errors
///
/// None: only the numbers are sent.
pub fn pool_by_initializer() -> Result<Vec<u32>, OnlyByInheritance> {
    let both = both();
    map(&both, task, TASKS)?;
    Ok(contents(&both))
}
// ANCHOR_END: initializer
