//! Misconception: a total that depends on luck must be allowed. But then nothing is
//! asked of the counter.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "3 processes, 1 increment each",
    program: |counter| total(counter, 3, 1),
    allowed: &[11, 12, 13],
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
