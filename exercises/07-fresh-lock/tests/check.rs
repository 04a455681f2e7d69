//! The check: whatever the schedule, no count is lost.
//!
//! Read it if you like; your answer goes into `src/countdown.rs`.

use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// A program for the explorers of a world: so many processes, each with a handle of
/// its own, count down so many times each. It returns how many are left of 10.
macro_rules! left {
    ($world:ident, $processes:expr, $counts:expr) => {
        || {
            use ::fresh_lock::$world::countdown::Countdown;
            use ::interleave::$world::sync::thread;

            // The types are part of the question.
            let new: fn(u32) -> Countdown = Countdown::new;
            let clone: fn(&Countdown) -> Countdown = <Countdown as ::std::clone::Clone>::clone;
            let count: fn(&Countdown) = Countdown::count;
            let left: fn(&Countdown) -> u32 = Countdown::left;

            let countdown = new(10);
            let workers: Vec<_> = (0..$processes)
                .map(|_| {
                    let handle = clone(&countdown);
                    thread::spawn(move || (0..$counts).for_each(|_| count(&handle)))
                })
                .collect();
            for worker in workers {
                worker.join().expect("a worker does not panic");
            }
            left(&countdown)
        }
    };
}

/// The negative control: two processes that count down, each with a lock of its own.
fn own_locks() -> u32 {
    use ::interleave::shuttle::sync::{Arc, thread};
    use ::recursive_lock::shuttle::{guard::hold, lock::Lock};
    use ::synchronized::shuttle::raw_value::RawValue;
    let left = Arc::new(RawValue::new(10));
    let workers = [(); 2].map(|()| {
        let left = Arc::clone(&left);
        thread::spawn(move || {
            let lock = Lock::new();
            let _guard = hold(&lock);
            left.set(left.get() - 1);
        })
    });
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    left.get()
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
    // The smallest program comes first: it shows the shortest schedule. The
    // least number of executions is the number of orders of the counts,
    // (N x M)! / (M!)^N.
    let check = Check::new("fresh-lock")
        .part(
            interleavings("2 processes, 1 count each", left!(shuttle, 2, 1))
                .within(limits())
                .at_least(2)
                .only([8]),
        )
        .part(
            interleavings("2 processes, 2 counts each", left!(shuttle, 2, 2))
                .within(limits())
                .at_least(6)
                .only([6]),
        )
        .part(
            interleavings("3 processes, 1 count each", left!(shuttle, 3, 1))
                .within(limits())
                .at_least(6)
                .only([7]),
        )
        .part(
            loom("2 processes, 1 count each", left!(loom, 2, 1))
                .within(limits())
                .at_least(2)
                .only([8]),
        )
        .control(
            "the countdown with a lock for each process",
            interleavings("2 processes, 1 count each", own_locks).only([8]),
        )
        .sources(::fresh_lock::SOURCES);
    verdict::harness::main(check)
}
