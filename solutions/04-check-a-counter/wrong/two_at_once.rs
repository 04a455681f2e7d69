//! Misconception: what two processes do once each shows every bug. It shows the bug of
//! two processes that increment once each.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "2 processes, 1 increment each",
    program: |counter| total(counter, 2, 1),
    allowed: &[12],
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
