//! The check: whatever the schedule, every number is logged once.
//!
//! Read it if you like; your answer goes into `src/progress.rs`.

use std::fmt;
use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// The numbers in the log, in order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Logged(Vec<u32>);

impl Logged {
    fn new(mut numbers: Vec<u32>) -> Logged {
        numbers.sort_unstable();
        Logged(numbers)
    }
}

impl fmt::Debug for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<_> = self.0.iter().map(u32::to_string).collect();
        write!(f, "{} in the log", numbers.join(", "))
    }
}

/// A program for the explorers of a world: so many workers count so many tasks
/// each. It returns the numbers in the log.
macro_rules! logged {
    ($world:ident, $workers:expr, $tasks:expr) => {
        || {
            use ::interleave::$world::sync::{Arc, thread};
            use ::read_after_release::$world::progress::Progress;

            // The types are part of the question.
            let new: fn() -> Progress = Progress::new;
            let count: fn(&Progress) -> u32 = Progress::count;

            let progress = Arc::new(new());
            let workers: Vec<_> = (0..$workers)
                .map(|_| {
                    let progress = Arc::clone(&progress);
                    thread::spawn(move || {
                        let numbers = (0..$tasks).map(|_| count(&progress));
                        numbers.collect::<Vec<u32>>()
                    })
                })
                .collect();
            let mut numbers = Vec::new();
            for worker in workers {
                numbers.extend(worker.join().expect("a worker does not panic"));
            }
            Logged::new(numbers)
        }
    };
}

/// The negative control: two workers that count in one step, and read in another.
fn read_later() -> Logged {
    use ::interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use ::interleave::shuttle::sync::{Arc, thread};
    let done = Arc::new(AtomicU32::new(0));
    let workers = [(); 2].map(|()| {
        let done = Arc::clone(&done);
        thread::spawn(move || {
            done.fetch_add(1, SeqCst);
            done.load(SeqCst)
        })
    });
    let numbers = workers.map(|worker| worker.join().expect("a worker does not panic"));
    Logged::new(numbers.to_vec())
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
    let all = |last| Logged::new((1..=last).collect());
    // The smallest program comes first: it shows the shortest schedule. The
    // least number of executions is the number of orders of the tasks,
    // (N x M)! / (M!)^N.
    let check = Check::new("read-after-release")
        .part(
            interleavings("2 workers, 1 task each", logged!(shuttle, 2, 1))
                .within(limits())
                .at_least(2)
                .only([all(2)]),
        )
        .part(
            interleavings("2 workers, 2 tasks each", logged!(shuttle, 2, 2))
                .within(limits())
                .at_least(6)
                .only([all(4)]),
        )
        .part(
            interleavings("3 workers, 1 task each", logged!(shuttle, 3, 1))
                .within(limits())
                .at_least(6)
                .only([all(3)]),
        )
        .part(
            loom("2 workers, 1 task each", logged!(loom, 2, 1))
                .within(limits())
                .at_least(2)
                .only([all(2)]),
        )
        .control(
            "the count that is read later",
            interleavings("2 workers, 1 task each", read_later).only([all(2)]),
        )
        .sources(::read_after_release::SOURCES);
    verdict::harness::main(check)
}
