//! The check: your property accepts every counter that is right, and refuses every one
//! that is wrong.
//!
//! Read it if you like; your answer goes into `src/property.rs`.

use std::process::ExitCode;

use ::increment::shuttle as chapter;
use ::increment::suspects::shuttle as suspects;
use ::interleave::shuttle::sync::thread;
use suspects::counter::{Counter, Question};
use verdict::{Check, right, wrong};

/// The property to judge. Its type is part of the question.
const PROPERTY: &[Question] = ::check_a_counter::property::PROPERTY;

/// A property of our own: the control, and where the schedules come from.
const OURS: &[Question] = &[
    Question {
        name: "2 processes, 1 increment each",
        program: |counter| total(counter, 2, 1),
        allowed: &[12],
    },
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
];

/// So many processes increment so many times each. Returns the total.
fn total(counter: Counter, processes: usize, increments: usize) -> u32 {
    let start = |_| {
        let counter = counter.clone();
        thread::spawn(move || (0..increments).for_each(|_| counter.increment()))
    };
    let started: Vec<_> = (0..processes).map(start).collect();
    for process in started {
        process.join().expect("a process does not panic");
    }
    counter.get()
}

fn main() -> ExitCode {
    let suspects = [
        right(
            "atomic: adds in one step",
            Counter::of::<chapter::atomic::Counter>,
        ),
        right(
            "locked: holds a lock from read to write",
            Counter::of::<chapter::locked::Counter>,
        ),
        right(
            "compare_exchange: tries until nobody came",
            Counter::of::<chapter::compare_exchange::Counter>,
        ),
        wrong(
            "racy: reads, and writes in another step",
            Counter::of::<chapter::racy::Counter>,
        ),
        wrong(
            "lock_per_access: locks read, then write",
            Counter::of::<suspects::lock_per_access::Counter>,
        ),
        wrong(
            "ends_with_twelve: writes 12",
            Counter::of::<suspects::ends_with_twelve::Counter>,
        ),
        wrong(
            "gives_up: tries twice, and no further",
            Counter::of::<suspects::gives_up::Counter>,
        ),
        wrong(
            "room_for_two: a third process is too many",
            Counter::of::<suspects::room_for_two::Counter>,
        ),
        wrong(
            "two_bits: counts 3, then starts over",
            Counter::of::<suspects::two_bits::Counter>,
        ),
    ];
    let check = Check::new("check-a-counter")
        .judges(PROPERTY, OURS, suspects)
        .sources(::check_a_counter::SOURCES);
    verdict::harness::main(check)
}
