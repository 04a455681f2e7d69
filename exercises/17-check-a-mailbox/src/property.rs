//! What a mailbox for one letter must do: programs around an empty one, and what they
//! may end with.
//!
//! It looks right: a letter is put in, and taken out. Yet there are mailboxes in which
//! a process sleeps for ever, and of which it is true.

use super::mailbox::{Mailbox, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
// TODO(you): let no wrong one pass, and every right one.
pub const PROPERTY: &[Question] = &[Question {
    name: "1 letter",
    program: one_letter,
    allowed: &[7],
}];

/// Puts a letter in, and lets a process take it. Returns the letter.
fn one_letter(mailbox: Mailbox) -> u32 {
    mailbox.put(7);
    let taker = thread::spawn(move || mailbox.take());
    taker.join().unwrap()
}
