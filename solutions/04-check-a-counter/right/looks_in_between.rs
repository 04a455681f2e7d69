//! A question more: whoever looks while others increment sees one of the totals on the
//! way. It catches no other bug, and is no false alarm.

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
    Question {
        name: "1 process increments twice, main looks",
        program: looks,
        allowed: &[10, 11, 12],
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

/// What `main` sees while a process increments twice.
fn looks(counter: Counter) -> u32 {
    let mine = counter.clone();
    let process = thread::spawn(move || {
        mine.increment();
        mine.increment();
    });
    let seen = counter.get();
    process.join().unwrap();
    seen
}
