//! The check: no ticket is sold twice, none is left while somebody wants it, and to buy is
//! one call.
//!
//! Read it if you like; your answer goes into `src/tickets.rs`.

use std::process::ExitCode;

use ask_the_server::shuttle::tickets::{self, Given};
use interleave::Limits;
use manager::shuttle::channel::{Channel, serve};
use verdict::{Check, interleavings};

// The types are part of the question.
const NEW: fn(&Channel, u32) -> Given = tickets::new;
const BUY: fn(&Given) -> bool = tickets::buy;
const LEFT: fn(&Given) -> u32 = tickets::left;

/// How a sale ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    sold: u32,
    left: u32,
}

/// A process for each buyer.
fn sale<const BUYERS: usize>(tickets: u32) -> Ended {
    use ::handles::shuttle::spaces::start;
    serve(|manager| {
        let given = NEW(manager, tickets);
        let buyers = [(); BUYERS].map(|()| start(&given, |given| BUY(&given)));
        // A panic is an outcome of its own.
        let bought = buyers.map(|buyer| buyer.join().unwrap_or_default());
        Ended {
            sold: bought.into_iter().map(u32::from).sum(),
            left: LEFT(&given),
        }
    })
}

/// How many calls it takes to buy a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Calls {
    /// If there is one.
    sold: u64,
    /// If there is none.
    sold_out: u64,
}

/// One buyer, who is alone, and wants two tickets where there is one.
fn calls() -> Calls {
    serve(|manager| {
        let given = NEW(manager, 1);
        let [sold, sold_out] = [true, false].map(|there_is_one| {
            let before = manager.calls();
            assert_eq!(BUY(&given), there_is_one, "there was one ticket");
            manager.calls() - before
        });
        Calls { sold, sold_out }
    })
}

/// The negative control: two buyers that look, and then set.
fn look_then_set() -> Ended {
    use ::handles::shuttle::spaces::start;
    use ::manager::Makes;
    use ::manager::shuttle::channel::ValueProxy;
    serve(|manager| {
        let left = manager.value(1).expect("the server runs");
        let buyers = [(); 2].map(|()| {
            start(&left, |left: ValueProxy<u32>| {
                let seen = left.get().expect("the server runs");
                if seen > 0 {
                    left.set(seen - 1).expect("the server runs");
                }
                seen > 0
            })
        });
        let bought = buyers.map(|buyer| buyer.join().expect("a buyer does not panic"));
        Ended {
            sold: bought.into_iter().map(u32::from).sum(),
            left: left.get().expect("the server runs"),
        }
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
    // number of executions is the number of orders in which the buyers come. There is no
    // part for loom: with a server it does not come to an end.
    let check = Check::new("ask-the-server")
        .part(
            interleavings("1 ticket, 2 buyers", || sale::<2>(1))
                .within(limits())
                .at_least(2)
                .only([Ended { sold: 1, left: 0 }]),
        )
        .part(
            interleavings("3 tickets, 2 buyers", || sale::<2>(3))
                .within(limits())
                .at_least(2)
                .only([Ended { sold: 2, left: 1 }]),
        )
        .part(
            interleavings("2 tickets, 3 buyers", || sale::<3>(2))
                .within(limits())
                .at_least(6)
                .only([Ended { sold: 2, left: 0 }]),
        )
        .part(
            interleavings("the calls of 1 buyer", calls)
                .within(limits())
                .only([Calls {
                    sold: 1,
                    sold_out: 1,
                }]),
        )
        .control(
            "two buyers that look, and then set",
            interleavings("1 ticket, 2 buyers", look_then_set).only([Ended { sold: 1, left: 0 }]),
        )
        .sources(::ask_the_server::SOURCES);
    verdict::harness::main(check)
}
