//! The check: whatever the schedule, every letter is taken once, and nobody sleeps
//! while there is something to do.
//!
//! Read it if you like; your answer goes into `src/mailbox.rs`.

use std::process::ExitCode;

use verdict::{Check, interleavings, loom};

/// A program for the explorers of a world: `main` puts a letter in, if there is one for
/// it. Then each process of one list puts so many in, and each of the other takes so many
/// out; `main` takes what is left. It returns the letters taken, in order.
macro_rules! taken {
    ($world:ident, main: $first:expr, put: $put:expr, take: $take:expr) => {
        || {
            use ::interleave::$world::sync::{Arc, thread};
            use ::lost_wakeup::$world::mailbox::Mailbox;

            // The types are part of the question.
            let new: fn() -> Mailbox = Mailbox::new;
            let put: fn(&Mailbox, u32) = Mailbox::put;
            let take: fn(&Mailbox) -> u32 = Mailbox::take;

            let mailbox = Arc::new(new());
            let mut letters = 7_u32..;
            let first: usize = $first;
            letters
                .by_ref()
                .take(first)
                .for_each(|letter| put(&mailbox, letter));
            let takers = $take.map(|count: usize| {
                let mailbox = Arc::clone(&mailbox);
                thread::spawn(move || (0..count).map(|_| take(&mailbox)).collect::<Vec<u32>>())
            });
            let putters = $put.map(|count: usize| {
                let mailbox = Arc::clone(&mailbox);
                let mine: Vec<u32> = letters.by_ref().take(count).collect();
                thread::spawn(move || mine.into_iter().for_each(|letter| put(&mailbox, letter)))
            });
            for putter in putters {
                putter.join().expect("a process does not panic");
            }
            let taken = takers.map(|taker| taker.join().expect("a process does not panic"));
            let mut taken = taken.concat();
            while taken.len() < first + $put.iter().sum::<usize>() {
                taken.push(take(&mailbox));
            }
            taken.sort_unstable();
            taken
        }
    };
}

/// The negative control: the event of chapter 3 that can be missed.
fn missed() -> Vec<u32> {
    use ::recursive_lock::shuttle::{event_that_wakes_first::Event, laws_of_waiting};
    vec![laws_of_waiting::no_lost_wake_up::<Event>()]
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders in which the processes can come.
    let check = Check::new("lost-wakeup")
        .part(
            interleavings(
                "1 puts a letter, 1 takes it",
                taken!(shuttle, main: 0, put: [1], take: [1]),
            )
            .at_least(2)
            .only([vec![7]]),
        )
        .part(
            interleavings(
                "1 puts 2 letters, 2 take one each",
                taken!(shuttle, main: 0, put: [2], take: [1, 1]),
            )
            .at_least(6)
            .only([vec![7, 8]]),
        )
        .part(
            interleavings(
                "a letter is in; 2 put one each, 1 takes two",
                taken!(shuttle, main: 1, put: [1, 1], take: [2]),
            )
            .at_least(6)
            .only([vec![7, 8, 9]]),
        )
        .part(
            loom(
                "1 puts a letter, 1 takes it",
                taken!(loom, main: 0, put: [1], take: [1]),
            )
            .at_least(2)
            .only([vec![7]]),
        )
        .control(
            "the event of chapter 3 that wakes first",
            interleavings("1 waits, 1 sets it", missed).only([vec![7]]),
        )
        .sources(::lost_wakeup::SOURCES);
    verdict::harness::main(check)
}
