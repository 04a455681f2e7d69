//! What a counter must do: programs around a counter that starts at 10, and what they may
//! end with.
//!
//! It looks right: two processes increment once each, and the total is 12. Yet there are
//! counters that lose updates, and of which it is true.

use super::counter::{Counter, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
// TODO(you): let no wrong counter pass, and every right one.
pub const PROPERTY: &[Question] = &[Question {
    name: "2 processes, 1 increment each",
    program: two_processes,
    allowed: &[12],
}];

/// Two processes increment once each. Returns the total.
fn two_processes(counter: Counter) -> u32 {
    for _ in 0..2 {
        let counter = counter.clone();
        let process = thread::spawn(move || counter.increment());
        process.join().unwrap();
    }
    counter.get()
}
