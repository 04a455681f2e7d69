//! Misconception: `std::thread` is the same thing. The checker does not know of these
//! threads, and cannot put their steps into another order.

use std::thread;

use super::counter::{Counter, Question};

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "3 processes, 2 increments each",
    program: |counter| total(counter, 3, 2),
    allowed: &[16],
}];

/// So many processes increment so many times each. Returns the total.
fn total(counter: Counter, processes: usize, increments: usize) -> u32 {
    let mut started = Vec::new();
    for _ in 0..processes {
        let counter = counter.clone();
        started.push(thread::spawn(move || {
            for _ in 0..increments {
                counter.increment();
            }
        }));
    }
    for process in started {
        process.join().unwrap();
    }
    counter.get()
}
