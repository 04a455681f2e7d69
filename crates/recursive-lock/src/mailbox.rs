//! A letter for whoever comes: waiting for it rightly, and in three ways that fail.
#![allow(
    clippy::missing_panics_doc,
    reason = "the lock is held wherever the condition asks for it"
)]

use super::condition::Condition;
use super::guard::hold;
use super::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

// ANCHOR: mailbox
/// Room for one letter, and a condition to wait for it. Zero is no letter.
#[derive(Debug, Default)]
pub struct Mailbox {
    condition: Condition<Lock>,
    letter: AtomicU32,
}

impl Mailbox {
    /// Puts a letter in, and wakes one of those who wait.
    pub fn put(&self, letter: u32) {
        let _guard = hold(self.condition.lock());
        self.letter.store(letter, SeqCst);
        self.condition.notify(1).unwrap();
    }

    /// Takes the letter out again, if it is still there.
    pub fn take_back(&self) -> u32 {
        let _guard = hold(self.condition.lock());
        self.letter.swap(0, SeqCst)
    }
}
// ANCHOR_END: mailbox

// ANCHOR: take
/// Takes a letter: waits *while* there is none.
pub fn take(mailbox: &Mailbox) -> u32 {
    let _guard = hold(mailbox.condition.lock());
    while mailbox.letter.load(SeqCst) == 0 {
        mailbox.condition.wait().unwrap();
    }
    mailbox.letter.swap(0, SeqCst)
}
// ANCHOR_END: take

// ANCHOR: take_if
/// Waits *if* there is none.
pub fn take_if(mailbox: &Mailbox) -> u32 {
    let _guard = hold(mailbox.condition.lock());
    if mailbox.letter.load(SeqCst) == 0 {
        mailbox.condition.wait().unwrap();
    }
    mailbox.letter.swap(0, SeqCst)
}
// ANCHOR_END: take_if

// ANCHOR: take_blindly
/// Waits without a look.
pub fn take_blindly(mailbox: &Mailbox) -> u32 {
    let _guard = hold(mailbox.condition.lock());
    mailbox.condition.wait().unwrap();
    mailbox.letter.swap(0, SeqCst)
}
// ANCHOR_END: take_blindly

// ANCHOR: take_early
/// Looks before it holds the lock.
pub fn take_early(mailbox: &Mailbox) -> u32 {
    let none = mailbox.letter.load(SeqCst) == 0;
    let _guard = hold(mailbox.condition.lock());
    if none {
        mailbox.condition.wait().unwrap();
    }
    mailbox.letter.swap(0, SeqCst)
}
// ANCHOR_END: take_early

// ANCHOR: writers
/// Puts letter 7 in.
pub fn writes(mailbox: &Mailbox) {
    mailbox.put(7);
}

/// Puts letter 6 in, takes it out again, if it is still there, and puts 7 in.
pub fn corrects(mailbox: &Mailbox) {
    mailbox.put(6);
    if mailbox.take_back() == 6 {
        mailbox.put(7);
    }
}
// ANCHOR_END: writers

/// Which letter one process takes while another one writes; zero is none.
pub fn letter_taken(takes: fn(&Mailbox) -> u32, writes: fn(&Mailbox)) -> u32 {
    let mailbox = Arc::new(Mailbox::default());
    name(&mailbox.letter, "letter");
    let taker = {
        let mailbox = Arc::clone(&mailbox);
        thread::spawn(move || takes(&mailbox))
    };
    let writer = thread::spawn(move || writes(&mailbox));
    writer.join().unwrap();
    taker.join().unwrap()
}
