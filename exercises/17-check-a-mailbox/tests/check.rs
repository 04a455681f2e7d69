//! The check: your property accepts every mailbox that is right, and refuses every one
//! that is wrong.
//!
//! Read it if you like; your answer goes into `src/property.rs`.

use std::process::ExitCode;

use ::interleave::shuttle::sync::thread;
use ::recursive_lock::suspects::shuttle as suspects;
use suspects::mailbox::{Mailbox, Question};
use verdict::{Check, right, wrong};

/// The property to judge. Its type is part of the question.
const PROPERTY: &[Question] = ::check_a_mailbox::property::PROPERTY;

/// A property of our own: the control, and where the schedules come from.
const OURS: &[Question] = &[
    Question {
        name: "1 puts a letter, 1 takes it",
        program: |mailbox| taken(mailbox, 0, &[1], &[1]),
        allowed: &[7],
    },
    Question {
        name: "1 puts letters 7 and 8, 2 take one each: the sum",
        program: |mailbox| taken(mailbox, 0, &[2], &[1, 1]),
        allowed: &[15],
    },
    Question {
        name: "letter 7 is in; 2 put 8 and 9, 1 takes two: the sum",
        program: |mailbox| taken(mailbox, 1, &[1, 1], &[2]),
        allowed: &[24],
    },
];

/// `main` puts so many letters in. Then each process of one list puts so many in, and each
/// of the other takes so many out; `main` takes what is left. The letters are 7, 8 and so
/// on. Returns the sum of those that were taken.
fn taken(mailbox: Mailbox, first: u32, put: &[u32], take: &[u32]) -> u32 {
    let mut letters = 7..;
    for letter in letters.by_ref().take(first as usize) {
        mailbox.put(letter);
    }
    let takers: Vec<_> = take
        .iter()
        .map(|&count| {
            let mailbox = mailbox.clone();
            thread::spawn(move || (0..count).map(|_| mailbox.take()).sum::<u32>())
        })
        .collect();
    let putters: Vec<_> = put
        .iter()
        .map(|&count| {
            let mailbox = mailbox.clone();
            let mine: Vec<u32> = letters.by_ref().take(count as usize).collect();
            thread::spawn(move || mine.into_iter().for_each(|letter| mailbox.put(letter)))
        })
        .collect();
    for putter in putters {
        putter.join().expect("it does not fail");
    }
    let mut sum = 0;
    for taker in takers {
        sum += taker.join().expect("it does not fail");
    }
    let left = first + put.iter().sum::<u32>() - take.iter().sum::<u32>();
    sum + (0..left).map(|_| mailbox.take()).sum::<u32>()
}

fn main() -> ExitCode {
    let suspects = [
        right(
            "one_condition: after each change, wakes all",
            Mailbox::of::<suspects::one_condition::Mailbox>,
        ),
        right(
            "two_conditions: for a letter, and for room",
            Mailbox::of::<suspects::two_conditions::Mailbox>,
        ),
        right(
            "at_the_letter: sleeps at the letter itself",
            Mailbox::of::<suspects::at_the_letter::Mailbox>,
        ),
        wrong(
            "looks_outside: looks before it locks",
            Mailbox::of::<suspects::looks_outside::Mailbox>,
        ),
        wrong(
            "tells_first: wakes, and then puts it in",
            Mailbox::of::<suspects::tells_first::Mailbox>,
        ),
        wrong(
            "if_in_take: who is woken does not look",
            Mailbox::of::<suspects::if_in_take::Mailbox>,
        ),
        wrong(
            "if_in_put: who is woken does not look",
            Mailbox::of::<suspects::if_in_put::Mailbox>,
        ),
        wrong(
            "wakes_one: of all who sleep in one place",
            Mailbox::of::<suspects::wakes_one::Mailbox>,
        ),
        wrong(
            "writes_over: puts in without a look",
            Mailbox::of::<suspects::writes_over::Mailbox>,
        ),
        wrong(
            "taken_twice: reads, and removes it later",
            Mailbox::of::<suspects::taken_twice::Mailbox>,
        ),
    ];
    let check = Check::new("check-a-mailbox")
        .judges(PROPERTY, OURS, suspects)
        .sources(::check_a_mailbox::SOURCES);
    verdict::harness::main(check)
}
