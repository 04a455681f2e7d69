//! The check: whatever the schedule, every worker counts, and no count is lost.
//!
//! Read it if you like; your answer goes into `src/workers.rs`.

use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// A program for the explorers of a world: so many workers. It returns the total.
macro_rules! total {
    ($world:ident, $workers:expr) => {
        || {
            // The types are part of the question.
            let run: fn(u32) -> u32 = ::copied_lock::$world::workers::run;
            run($workers)
        }
    };
}

/// The negative control: two workers with a copy of the lock each.
fn own_copies() -> u32 {
    use ::handles::shuttle::spaces::{Copied, Handle, start};
    use ::recursive_lock::shuttle::{guard::hold, lock::Lock};
    use ::synchronized::shuttle::raw_value::RawValue;
    let given = (Handle::new(RawValue::new(0)), Copied::new(Lock::new()));
    let workers = [(); 2].map(|()| {
        start(
            &given,
            |(total, lock): (Handle<RawValue<u32>>, Copied<Lock>)| {
                let _guard = hold(&*lock);
                total.set(total.get() + 1);
            },
        )
    });
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    given.0.get()
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
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders in which the workers can count.
    let check = Check::new("copied-lock")
        .part(
            interleavings("2 workers", total!(shuttle, 2))
                .within(limits())
                .at_least(2)
                .only([2]),
        )
        .part(
            interleavings("3 workers", total!(shuttle, 3))
                .within(limits())
                .at_least(6)
                .only([3]),
        )
        .part(
            loom("2 workers", total!(loom, 2))
                .within(limits())
                .at_least(2)
                .only([2]),
        )
        .control(
            "two workers with a copy of the lock each",
            interleavings("2 workers", own_copies).only([2]),
        )
        .sources(::copied_lock::SOURCES);
    verdict::harness::main(check)
}
