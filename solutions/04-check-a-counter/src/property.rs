//! What a counter must do.
//!
//! The processes are all under way before the first of them is waited for. Three of them
//! meet in one program, and there are four increments in another: some bugs need as many.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[
    Question {
        name: "3 processes, 1 increment each",
        program: |counter| total(counter, 3, 1),
        allowed: &[13],
    },
    Question {
        name: "2 processes, 2 increments each",
        program: |counter| total(counter, 2, 2),
        allowed: &[14],
    },
];

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
