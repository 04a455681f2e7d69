//! The check: TODO(author): what holds whatever the schedule, in one line.
//!
//! Read it if you like; your answer goes into `src/mark.rs`.

use std::process::ExitCode;

use verdict::{Check, interleavings};

/// Two processes record one value each.
fn highest<const A: u32, const B: u32>() -> u32 {
    use ::interleave::shuttle::sync::{Arc, thread};
    use ::new_exercise::shuttle::mark::Mark;

    // The types are part of the question.
    let new: fn() -> Mark = Mark::new;
    let record: fn(&Mark, u32) = Mark::record;
    let highest: fn(&Mark) -> u32 = Mark::highest;

    let mark = Arc::new(new());
    let workers = [A, B].map(|value| {
        let mark = Arc::clone(&mark);
        thread::spawn(move || record(&mark, value))
    });
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    highest(&mark)
}

/// The negative control: the counter of chapter 1 that loses updates.
fn racy() -> u32 {
    use ::increment::shuttle::{racy::Counter, workers};
    workers::total::<Counter>(0, 2, 1)
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least number
    // of executions is the number of orders of the two records.
    let check = Check::new("new-exercise")
        .part(
            interleavings("2 processes record 1 and 2", highest::<1, 2>)
                .at_least(2)
                .only([2]),
        )
        .part(
            interleavings("2 processes record 7 and 5", highest::<7, 5>)
                .at_least(2)
                .only([7]),
        )
        .control(
            "the racy counter of chapter 1",
            interleavings("2 processes, 1 increment each", racy).only([2]),
        )
        .sources(::new_exercise::SOURCES);
    verdict::harness::main(check)
}
