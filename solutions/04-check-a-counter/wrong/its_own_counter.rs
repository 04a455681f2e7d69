//! Misconception: a program that is right shows that counters are right. It uses a
//! counter of its own, and never the one that it is given.

use super::counter::{Counter, Question};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, thread};

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "3 processes, 2 increments each",
    program: total,
    allowed: &[16],
}];

/// Three processes increment twice each. Returns the total.
fn total(_counter: Counter) -> u32 {
    let counter = Arc::new(AtomicU32::new(10));
    let started = [(); 3].map(|()| {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            counter.fetch_add(1, SeqCst);
            counter.fetch_add(1, SeqCst);
        })
    });
    for process in started {
        process.join().unwrap();
    }
    counter.load(SeqCst)
}
