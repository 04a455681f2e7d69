//! The check: whatever the schedule, each look sees a span that was there.
//!
//! Read it if you like; your answer goes into `src/span.rs`.

use std::fmt;
use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// The span at the start, and where it is put.
const FIRST: (i32, i32) = (1, 2);
const SECOND: (i32, i32) = (5, 6);
const THIRD: (i32, i32) = (8, 9);

/// What a program ends with: what was seen, and where the span is in the end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    seen: Vec<(i32, i32)>,
    last: (i32, i32),
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.seen.iter().chain([&self.last]);
        let all: Vec<_> = all.map(|(low, high)| format!("{low}..{high}")).collect();
        f.write_str(&all.join(" then "))
    }
}

/// A program for the explorers of a world: each of these puts the span somewhere,
/// and so many look at it meanwhile. It returns what they see, and where the span is
/// in the end.
macro_rules! seen {
    ($world:ident, $puts:expr, $looks:expr) => {
        || {
            use ::interleave::$world::sync::{Arc, thread};
            use ::two_fields::$world::span::Span;

            // The types are part of the question.
            let new: fn(i32, i32) -> Span = Span::new;
            let put: fn(&Span, i32, i32) = Span::put;
            let look: fn(&Span) -> (i32, i32) = Span::look;

            let span = Arc::new(new(FIRST.0, FIRST.1));
            let looks: Vec<_> = (0..$looks)
                .map(|_| {
                    let span = Arc::clone(&span);
                    thread::spawn(move || look(&span))
                })
                .collect();
            let puts = $puts.map(|(low, high): (i32, i32)| {
                let span = Arc::clone(&span);
                thread::spawn(move || put(&span, low, high))
            });
            for put in puts {
                put.join().expect("who puts does not panic");
            }
            let seen = looks
                .into_iter()
                .map(|look| look.join().expect("who looks does not panic"))
                .collect();
            Seen {
                seen,
                last: look(&span),
            }
        }
    };
}

/// The negative control: two numbers without a lock.
fn two_numbers() -> (i32, i32) {
    use ::interleave::shuttle::sync::{Arc, thread};
    use ::synchronized::shuttle::raw_value::RawValue;
    let span = Arc::new([FIRST.0, FIRST.1].map(RawValue::new));
    let puts = {
        let span = Arc::clone(&span);
        thread::spawn(move || {
            span[0].set(SECOND.0);
            span[1].set(SECOND.1);
        })
    };
    let seen = (span[0].get(), span[1].get());
    puts.join().expect("who puts does not panic");
    seen
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
    let ended = |seen: &[(i32, i32)], last| Seen {
        seen: seen.to_vec(),
        last,
    };
    // The smallest program comes first: it shows the shortest schedule. The
    // least number of executions is the number of orders in which they can come.
    let check = Check::new("two-fields")
        .part(
            interleavings("1 put, 1 look", seen!(shuttle, [SECOND], 1))
                .within(limits())
                .at_least(2)
                .only([ended(&[FIRST], SECOND), ended(&[SECOND], SECOND)]),
        )
        .part(
            interleavings("2 puts", seen!(shuttle, [SECOND, THIRD], 0))
                .within(limits())
                .at_least(2)
                .only([ended(&[], SECOND), ended(&[], THIRD)]),
        )
        .part(
            interleavings("1 put, 2 looks", seen!(shuttle, [SECOND], 2))
                .within(limits())
                .at_least(4)
                .only([
                    ended(&[FIRST, FIRST], SECOND),
                    ended(&[FIRST, SECOND], SECOND),
                    ended(&[SECOND, FIRST], SECOND),
                    ended(&[SECOND, SECOND], SECOND),
                ]),
        )
        .part(
            loom("1 put, 1 look", seen!(loom, [SECOND], 1))
                .within(limits())
                .at_least(2)
                .only([ended(&[FIRST], SECOND), ended(&[SECOND], SECOND)]),
        )
        .control(
            "the two numbers without a lock",
            interleavings("1 put, 1 look", two_numbers).only([FIRST, SECOND]),
        )
        .sources(::two_fields::SOURCES);
    verdict::harness::main(check)
}
