//! The check: whatever the schedule, every number is read once, and every reader ends.
//!
//! Read it if you like; your answer goes into `src/reading.rs`.

use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// A program for the explorers of a world: a writer of so many numbers, and so many
/// readers. It returns the sum of what was read.
macro_rules! sum {
    ($world:ident, $numbers:expr, $readers:expr) => {
        || {
            // The types are part of the question.
            let run: fn(u32, u32) -> u32 = ::empty_is_a_guess::$world::reading::run;
            run($numbers, $readers)
        }
    };
}

/// The negative control: a reader that goes on while the queue is not empty.
fn while_not_empty() -> u32 {
    use ::handles::shuttle::queue::Queue;
    use ::handles::shuttle::spaces::{Handle, start};
    let queue = Handle::new(Queue::new());
    let writer = start(&queue, |queue: Handle<Queue<u32>>| queue.put(1));
    let mut sum = 0;
    while !queue.is_empty() {
        sum += queue.get();
    }
    writer.join().expect("the writer does not panic");
    sum
}

/// The most executions of a part. A right answer has fewer; of a wrong one the first
/// of them show enough.
fn limits() -> Limits {
    Limits {
        executions: 20_000,
        ..Limits::default()
    }
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. Who reads when
    // the writer has ended, or takes turns, has one order for one reader. Two readers
    // with a number each have two.
    let check = Check::new("empty-is-a-guess")
        .part(
            interleavings("1 number, 1 reader", sum!(shuttle, 1, 1))
                .within(limits())
                .only([1]),
        )
        .part(
            interleavings("2 numbers, 1 reader", sum!(shuttle, 2, 1))
                .within(limits())
                .only([3]),
        )
        .part(
            interleavings("1 number, 2 readers", sum!(shuttle, 1, 2))
                .within(limits())
                .only([1]),
        )
        .part(
            interleavings("2 numbers, 2 readers", sum!(shuttle, 2, 2))
                .within(limits())
                .at_least(2)
                .only([3]),
        )
        .part(
            loom("2 numbers, 1 reader", sum!(loom, 2, 1))
                .within(limits())
                .only([3]),
        )
        .control(
            "a reader that goes on while the queue is not empty",
            interleavings("1 number, 1 reader", while_not_empty).only([1]),
        )
        .sources(::empty_is_a_guess::SOURCES);
    verdict::harness::main(check)
}
