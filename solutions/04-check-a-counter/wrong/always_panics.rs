//! Misconception: a check is good if it fails. It catches every bug, and every counter
//! that has none.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "3 processes, 2 increments each",
    program: always,
    allowed: &[16],
}];

/// Fails, whatever the counter does.
fn always(counter: Counter) -> u32 {
    let process = thread::spawn(move || {
        counter.increment();
        counter.get()
    });
    let total = process.join().unwrap();
    assert_eq!(total, 16, "the total is wrong");
    total
}
