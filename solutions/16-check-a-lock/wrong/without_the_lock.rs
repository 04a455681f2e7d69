//! Misconception: what a lock guards is guarded from everybody. It is guarded only from
//! those who take the lock.

use super::lock::{Lock, Question};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "2 processes, one takes the lock",
    program: one_takes_it,
    allowed: &[2],
}];

/// Two processes add one each, and only one of them takes the lock. Returns the total.
fn one_takes_it(lock: Lock) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    name(&*counter, "counter");
    let count = Arc::clone(&counter);
    let process = thread::spawn(move || {
        lock.acquire();
        add(&count);
        lock.release().unwrap();
    });
    add(&counter);
    process.join().unwrap();
    counter.load(SeqCst)
}

/// Adds one in two steps: whoever comes in between is lost.
fn add(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}
