//! The processes need not be alike: three of them meet, and one increments twice. That
//! is four increments.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "3 processes; one increments twice, the others once",
    program: unlike,
    allowed: &[14],
}];

/// Three processes increment: one twice, the others once. Returns the total.
fn unlike(counter: Counter) -> u32 {
    let started = [2, 1, 1].map(|increments: u32| {
        let counter = counter.clone();
        thread::spawn(move || (0..increments).for_each(|_| counter.increment()))
    });
    for process in started {
        process.join().unwrap();
    }
    counter.get()
}
