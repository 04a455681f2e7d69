//! The program says itself what must be, and panics where it is not. Then there is only
//! one thing that it may end with.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "main and 2 processes, up to 2 increments each",
    program: asserts,
    allowed: &[0],
}];

/// Two processes increment, while `main` does so twice. Panics if one is lost.
fn asserts(counter: Counter) -> u32 {
    let started = [(); 2].map(|()| {
        let counter = counter.clone();
        thread::spawn(move || counter.increment())
    });
    counter.increment();
    counter.increment();
    for process in started {
        process.join().unwrap();
    }
    assert_eq!(counter.get(), 14);
    0
}
