//! The check: whatever the schedule, no increment through a proxy is lost.
//!
//! Read it if you like; your answer goes into `src/counter.rs`.

use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings};

/// A process for each of these, that adds one so many times. It returns the total.
fn total<const N: usize>(times: [u32; N]) -> u32 {
    use ::handles::shuttle::spaces::start;
    use ::manager::shuttle::channel::{Channel, serve};
    use ::proxy_increment::shuttle::counter::{self, Given};

    // The types are part of the question.
    let new: fn(&Channel) -> Given = counter::new;
    let total: fn(&Given) -> u32 = counter::total;

    serve(|manager| {
        let given = new(manager);
        let processes = times.map(|times| {
            start(&given, move |given| {
                let increment: fn(&Given) = counter::increment;
                (0..times).for_each(|_| increment(&given));
            })
        });
        // A panic is an outcome of its own.
        let _ = processes.map(|process| process.join());
        total(&given)
    })
}

/// The most executions of a part. A right answer has fewer; of a wrong one the first
/// of them show enough.
fn limits() -> Limits {
    Limits {
        executions: 2_500,
        ..Limits::default()
    }
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders of the increments. There is no part
    // for loom: with a server it does not come to an end.
    let check = Check::new("proxy-increment")
        .part(
            interleavings("2 processes: 1 increment each", || total([1, 1]))
                .within(limits())
                .at_least(2)
                .only([2]),
        )
        .part(
            interleavings("2 processes: 2 increments and 1", || total([2, 1]))
                .within(limits())
                .at_least(3)
                .only([3]),
        )
        .control(
            "two calls without a lock",
            interleavings("2 processes: 1 increment each", || {
                ::manager::shuttle::increments::total_racy::<2>(1)
            })
            .only([2]),
        )
        .sources(::proxy_increment::SOURCES);
    verdict::harness::main(check)
}
