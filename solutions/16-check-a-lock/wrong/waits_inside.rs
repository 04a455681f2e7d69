//! Misconception: a lock that blocks is at fault. Here the program waits, with the lock
//! in its hand, for a process that waits for the lock.

use super::lock::{Lock, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "main holds it, a process wants it",
    program: waits,
    allowed: &[1],
}];

/// Waits for a process while it holds the lock that the process needs.
fn waits(lock: Lock) -> u32 {
    lock.acquire();
    let mine = lock.clone();
    let process = thread::spawn(move || {
        mine.acquire();
        mine.release().unwrap();
    });
    process.join().unwrap();
    u32::from(lock.release().is_ok())
}
