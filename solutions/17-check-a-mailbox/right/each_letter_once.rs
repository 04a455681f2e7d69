//! The letters are 1 and 10, so the sum says how often each was taken. `main` takes
//! part.

use super::mailbox::{Mailbox, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[
    Question {
        name: "1 puts 2 letters, 2 take one each",
        program: two_takers,
        allowed: &[11],
    },
    Question {
        name: "a letter is in; 2 put one each, 1 takes two",
        program: two_putters,
        allowed: &[111],
    },
];

/// A process puts two letters in; another takes one, and so does `main`.
fn two_takers(mailbox: Mailbox) -> u32 {
    let taking = mailbox.clone();
    let taker = thread::spawn(move || taking.take());
    let putting = mailbox.clone();
    let putter = thread::spawn(move || {
        putting.put(1);
        putting.put(10);
    });
    let mine = mailbox.take();
    putter.join().unwrap();
    mine + taker.join().unwrap()
}

/// A letter is in, two processes have one more each, and another takes two of the three.
fn two_putters(mailbox: Mailbox) -> u32 {
    mailbox.put(100);
    let putters = [1, 10].map(|letter| {
        let mailbox = mailbox.clone();
        thread::spawn(move || mailbox.put(letter))
    });
    let taking = mailbox.clone();
    let taker = thread::spawn(move || taking.take() + taking.take());
    for putter in putters {
        putter.join().unwrap();
    }
    taker.join().unwrap() + mailbox.take()
}
