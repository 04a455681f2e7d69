//! The check: whatever the schedule, each permit that is out is given back once, and
//! who is refused has added none.
//!
//! Read it if you like; your answer goes into `src/semaphore.rs`.

use std::fmt;
use std::process::ExitCode;

use verdict::{Check, interleavings, loom};

/// What a program ends with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    refused: u32,
    inside: u32,
    left: u32,
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let End {
            refused,
            inside,
            left,
        } = self;
        if *inside == 0 {
            return write!(f, "{refused} refused, {left} left");
        }
        // In a list of such ends the brackets say where one is over.
        write!(f, "({refused} refused, {inside} inside, {left} left)")
    }
}

/// A program for the explorers of a world: of so many permits, so many are out. So many
/// processes give one back, and so many go in if they get one.
macro_rules! end {
    ($world:ident, $permits:expr, $out:expr, $give_back:expr, $want_in:expr) => {
        || {
            use ::bounded_release::$world::semaphore::BoundedSemaphore;
            use ::interleave::$world::sync::atomic::AtomicU32;
            use ::interleave::$world::sync::{Arc, enter, name, thread};

            // The types are part of the question.
            let new: fn(u32) -> BoundedSemaphore = BoundedSemaphore::new;
            let try_acquire: fn(&BoundedSemaphore) -> bool = BoundedSemaphore::try_acquire;
            let release: fn(&BoundedSemaphore) -> bool = BoundedSemaphore::release;
            let permits: fn(&BoundedSemaphore) -> u32 = BoundedSemaphore::permits;

            let room = AtomicU32::new($permits);
            name(&room, "the permit");
            let shared = Arc::new((new($permits), room));
            let out: u32 = $out;
            for _ in 0..out {
                try_acquire(&shared.0);
            }
            let [giving, going] = [$give_back, $want_in].map(|processes| 0..processes);
            let giving: Vec<_> = giving
                .map(|_| {
                    let mine = Arc::clone(&shared);
                    thread::spawn(move || release(&mine.0))
                })
                .collect();
            let going: Vec<_> = going
                .map(|_| {
                    let mine = Arc::clone(&shared);
                    thread::spawn(move || {
                        let inside = try_acquire(&mine.0);
                        if inside {
                            enter(&mine.1);
                        }
                        inside
                    })
                })
                .collect();
            let [refused, inside] = [(giving, false), (going, true)].map(|(processes, told)| {
                let told = processes
                    .into_iter()
                    .map(|process| process.join().expect("a process does not panic") == told);
                told.map(u32::from).sum()
            });
            End {
                refused,
                inside,
                left: permits(&shared.0),
            }
        }
    };
}

/// The negative control: the semaphore of chapter 3 that looks and then adds.
fn in_two_steps() -> End {
    use ::recursive_lock::shuttle::{bounded_in_two_steps::BoundedSemaphore, laws};
    let (released, left) = laws::bounded_release::<BoundedSemaphore>();
    End {
        refused: 2 - released,
        inside: 0,
        left,
    }
}

fn main() -> ExitCode {
    let end = |refused, inside, left| End {
        refused,
        inside,
        left,
    };
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders in which the processes can come.
    let check = Check::new("bounded-release")
        .part(
            interleavings("1 permit, 1 out; 2 give it back", end!(shuttle, 1, 1, 2, 0))
                .at_least(2)
                .only([end(1, 0, 1)]),
        )
        .part(
            interleavings(
                "2 permits, 1 out; 1 gives it back, 1 wants in",
                end!(shuttle, 2, 1, 1, 1),
            )
            .at_least(2)
            .only([end(0, 1, 1)]),
        )
        // Whoever gives one back while somebody is inside cannot be told from that one.
        .part(
            interleavings(
                "1 permit, 0 out; 1 gives one back, 2 want in",
                end!(shuttle, 1, 0, 1, 2),
            )
            .at_least(6)
            .only([end(1, 1, 0), end(0, 1, 1), end(0, 2, 0)]),
        )
        .part(
            interleavings(
                "2 permits, 2 out; 3 give one back",
                end!(shuttle, 2, 2, 3, 0),
            )
            .at_least(6)
            .only([end(1, 0, 2)]),
        )
        .part(
            loom("1 permit, 1 out; 2 give it back", end!(loom, 1, 1, 2, 0))
                .at_least(2)
                .only([end(1, 0, 1)]),
        )
        .part(
            loom("3 permits, 2 out; 2 give one back", end!(loom, 3, 2, 2, 0))
                .at_least(2)
                .only([end(0, 0, 3)]),
        )
        .control(
            "the semaphore of chapter 3 that looks and then adds",
            interleavings("1 permit, 1 out; 2 give it back", in_two_steps).only([end(1, 0, 1)]),
        )
        .sources(::bounded_release::SOURCES);
    verdict::harness::main(check)
}
