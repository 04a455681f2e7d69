//! The check: whatever the schedule, every book that is taken is counted, and no
//! reader is refused while books are left.
//!
//! Read it if you like; your answer goes into `src/shelf.rs`.

use std::fmt;
use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings};

/// What a program ends with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    taken: usize,
    left: u32,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} taken, {} left", self.taken, self.left)
    }
}

/// A program for the explorers: so many readers want one book each.
macro_rules! taken {
    ($books:expr, $readers:expr) => {
        || {
            use ::interleave::shuttle::sync::{Arc, thread};
            use ::per_access_lock::shuttle::shelf::Shelf;

            // The types are part of the question.
            let new: fn(u32) -> Shelf = Shelf::new;
            let take: fn(&Shelf) -> bool = Shelf::take;
            let left: fn(&Shelf) -> u32 = Shelf::left;

            let shelf = Arc::new(new($books));
            let readers: Vec<_> = (0..$readers)
                .map(|_| {
                    let shelf = Arc::clone(&shelf);
                    thread::spawn(move || take(&shelf))
                })
                .collect();
            let mut taken = 0;
            for reader in readers {
                if reader.join().expect("a reader does not panic") {
                    taken += 1;
                }
            }
            Ended {
                taken,
                left: left(&shelf),
            }
        }
    };
}

/// The negative control: two processes add one to a value that locks each access.
fn per_access() -> u32 {
    use ::interleave::shuttle::sync::{Arc, thread};
    use ::synchronized::shuttle::value::Value;
    let value = Arc::new(Value::new(0));
    let workers = [(); 2].map(|()| {
        let value = Arc::clone(&value);
        thread::spawn(move || value.set(value.get() + 1))
    });
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    value.get()
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
    // least number of executions is the number of orders in which the readers can
    // come.
    let check = Check::new("per-access-lock")
        .part(
            interleavings("2 books, 2 readers", taken!(2, 2))
                .within(limits())
                .at_least(2)
                .only([Ended { taken: 2, left: 0 }]),
        )
        .part(
            interleavings("1 book, 2 readers", taken!(1, 2))
                .within(limits())
                .at_least(2)
                .only([Ended { taken: 1, left: 0 }]),
        )
        .control(
            "the value that locks each access",
            interleavings("2 processes, 1 addition each", per_access).only([2]),
        )
        .sources(::per_access_lock::SOURCES);
    verdict::harness::main(check)
}
