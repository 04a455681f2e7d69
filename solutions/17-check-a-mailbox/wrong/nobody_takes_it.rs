//! Misconception: a mailbox that lets a process wait is at fault. Here nobody takes the
//! letter for which the second one has to wait.

use super::mailbox::{Mailbox, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "2 put a letter, main takes one",
    program: nobody,
    allowed: &[7, 8],
}];

/// Two processes put a letter in, and one letter is taken too few.
fn nobody(mailbox: Mailbox) -> u32 {
    mailbox.put(9);
    let putters = [7, 8].map(|letter| {
        let mailbox = mailbox.clone();
        thread::spawn(move || mailbox.put(letter))
    });
    let taken = mailbox.take();
    for putter in putters {
        putter.join().unwrap();
    }
    taken
}
