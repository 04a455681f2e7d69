//! Misconception: a process that was started has done its work. The total is read while
//! the others may still be at it.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "3 processes, 1 increment each",
    program: total,
    allowed: &[13],
}];

/// Three processes increment once each. Returns the total, read too early.
fn total(counter: Counter) -> u32 {
    let mut started = Vec::new();
    for _ in 0..3 {
        let counter = counter.clone();
        started.push(thread::spawn(move || {
            counter.increment();
        }));
    }
    let total = counter.get();
    for process in started {
        process.join().unwrap();
    }
    total
}
