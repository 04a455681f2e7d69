//! Misconception: the first to be started takes the first letter. Which of two that
//! wait is served first is left open.

use super::mailbox::{Mailbox, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "the first taker has the first letter",
    program: in_order,
    allowed: &[7],
}];

/// Two processes take a letter each. Returns what the first of them has taken.
fn in_order(mailbox: Mailbox) -> u32 {
    let takers = [(); 2].map(|()| {
        let mailbox = mailbox.clone();
        thread::spawn(move || mailbox.take())
    });
    mailbox.put(7);
    mailbox.put(8);
    let [first, second] = takers.map(|taker| taker.join().unwrap());
    assert_eq!(first + second, 15);
    first
}
