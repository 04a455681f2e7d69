//! What a recursive lock must do: programs around a lock that is free, and what they
//! may end with.
//!
//! It looks right: two processes take the lock, add one, and give it back. Yet there
//! are locks for which a process waits for ever, or that a stranger can free, and of
//! which it is true.

use super::lock::{Lock, Question};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

/// The property: each of these programs ends only as its question allows.
// TODO(you): let no wrong one pass, and every right one.
pub const PROPERTY: &[Question] = &[Question {
    name: "2 processes, each adds one",
    program: two_processes,
    allowed: &[2],
}];

/// Two processes take the lock and add one each. Returns what they have counted.
fn two_processes(lock: Lock) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    name(&*counter, "counter");
    let mut started = Vec::new();
    for _ in 0..2 {
        let (lock, counter) = (lock.clone(), Arc::clone(&counter));
        started.push(thread::spawn(move || {
            lock.acquire();
            counter.fetch_add(1, SeqCst);
            lock.release().unwrap();
        }));
    }
    for process in started {
        process.join().unwrap();
    }
    counter.load(SeqCst)
}
