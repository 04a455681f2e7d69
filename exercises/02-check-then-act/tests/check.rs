//! The check: whatever the schedule, each ticket is sold once, and every ticket
//! that is wanted is sold.
//!
//! Read it if you like; your answer goes into `src/tickets.rs`.

use std::fmt;
use std::process::ExitCode;

use verdict::{Check, interleavings, loom};

/// What a program ends with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sales {
    sold: usize,
    left: i32,
}

impl fmt::Debug for Sales {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sold, {} left", self.sold, self.left)
    }
}

/// A program for the explorers of a world: so many buyers want one ticket each.
macro_rules! sold {
    ($world:ident, $tickets:expr, $buyers:expr) => {
        || {
            use ::check_then_act::$world::tickets::Tickets;
            use ::interleave::$world::sync::{Arc, thread};

            // The types are part of the question.
            let new: fn(i32) -> Tickets = Tickets::new;
            let buy: fn(&Tickets) -> bool = Tickets::buy;
            let left: fn(&Tickets) -> i32 = Tickets::left;

            let tickets = Arc::new(new($tickets));
            let buyers: Vec<_> = (0..$buyers)
                .map(|_| {
                    let tickets = Arc::clone(&tickets);
                    thread::spawn(move || buy(&tickets))
                })
                .collect();
            let mut sold = 0;
            for buyer in buyers {
                if buyer.join().expect("a buyer does not panic") {
                    sold += 1;
                }
            }
            Sales {
                sold,
                left: left(&tickets),
            }
        }
    };
}

/// The negative control: the tickets of chapter 1 that are sold twice.
fn oversold() -> Sales {
    use ::increment::shuttle::{check_then_act::Tickets, workers};
    let (sold, left) = workers::sold::<Tickets>(1, 2);
    Sales { sold, left }
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The
    // least number of executions is the number of orders in which the buyers can
    // come.
    let check = Check::new("check-then-act")
        .part(
            interleavings("1 ticket, 2 buyers", sold!(shuttle, 1, 2))
                .at_least(2)
                .only([Sales { sold: 1, left: 0 }]),
        )
        .part(
            interleavings("2 tickets, 2 buyers", sold!(shuttle, 2, 2))
                .at_least(2)
                .only([Sales { sold: 2, left: 0 }]),
        )
        .part(
            interleavings("2 tickets, 3 buyers", sold!(shuttle, 2, 3))
                .at_least(6)
                .only([Sales { sold: 2, left: 0 }]),
        )
        .part(
            loom("1 ticket, 2 buyers", sold!(loom, 1, 2))
                .at_least(2)
                .only([Sales { sold: 1, left: 0 }]),
        )
        .part(
            loom("3 tickets, 2 buyers", sold!(loom, 3, 2))
                .at_least(2)
                .only([Sales { sold: 2, left: 1 }]),
        )
        .control(
            "the oversold tickets of chapter 1",
            interleavings("1 ticket, 2 buyers", oversold).only([Sales { sold: 1, left: 0 }]),
        )
        .sources(::check_then_act::SOURCES);
    verdict::harness::main(check)
}
