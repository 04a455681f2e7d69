//! The check: whatever the schedule, nobody goes on before all have come, in every
//! round, and nobody sleeps when all have come.
//!
//! Read it if you like; your answer goes into `src/wait.rs`.

use std::fmt;
use std::process::ExitCode;

use ::barrier::loom::wait::Barrier as InLoom;
use ::barrier::shuttle::wait::Barrier;
use ::recursive_lock::shuttle::barrier_without_turns::Barrier as WithoutTurns;
use verdict::{Check, interleavings, loom};

/// How often somebody went on although not all had come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct TooEarly(usize);

impl fmt::Debug for TooEarly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("nobody too early"),
            1 => f.write_str("somebody too early"),
            times => write!(f, "somebody too early, {times} times"),
        }
    }
}

/// A program for the explorers of a world: at such a barrier, so many processes meet so
/// many times. If they are counted, the count says who goes on too early; if not, all that
/// can go wrong is that somebody does not go on, and the schedule is shorter.
macro_rules! meet {
    ($world:ident, $barrier:ty, $parties:expr, $rounds:expr, $counted:expr) => {
        || {
            use ::interleave::$world::sync::atomic::{AtomicU32, Ordering::SeqCst};
            use ::interleave::$world::sync::{Arc, name, thread};

            // The types are part of the question.
            let new: fn(u32) -> $barrier = <$barrier>::new;
            let wait: fn(&$barrier) = <$barrier>::wait;

            let came = AtomicU32::new(0);
            name(&came, "came");
            let shared = Arc::new((new($parties), came));
            let processes = [(); $parties].map(|()| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let (barrier, came) = &*shared;
                    let rounds = (1..=$rounds).map(|round| {
                        if $counted {
                            came.fetch_add(1, SeqCst);
                        }
                        wait(barrier);
                        $counted && came.load(SeqCst) < $parties * round
                    });
                    rounds.filter(|too_early| *too_early).count()
                })
            });
            let times = processes.map(|process| process.join().expect("it does not panic"));
            TooEarly(times.into_iter().sum())
        }
    };
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders in which the processes can come.
    let check = Check::new("barrier")
        .part(
            interleavings("2 processes, 1 round", meet!(shuttle, Barrier, 2, 1, false))
                .at_least(2)
                .only([TooEarly(0)]),
        )
        .part(
            interleavings(
                "2 processes, 2 rounds",
                meet!(shuttle, Barrier, 2, 2, false),
            )
            .at_least(4)
            .only([TooEarly(0)]),
        )
        .part(
            interleavings("3 processes, 1 round", meet!(shuttle, Barrier, 3, 1, false))
                .at_least(6)
                .only([TooEarly(0)]),
        )
        .part(
            interleavings(
                "2 processes, 2 rounds, counted",
                meet!(shuttle, Barrier, 2, 2, true),
            )
            .at_least(4)
            .only([TooEarly(0)]),
        )
        .part(
            interleavings(
                "3 processes, 1 round, counted",
                meet!(shuttle, Barrier, 3, 1, true),
            )
            .at_least(6)
            .only([TooEarly(0)]),
        )
        .part(
            loom(
                "2 processes, 1 round, counted",
                meet!(loom, InLoom, 2, 1, true),
            )
            .at_least(2)
            .only([TooEarly(0)]),
        )
        .control(
            "the barrier of chapter 3 that has no turns",
            interleavings(
                "2 processes, 2 rounds",
                meet!(shuttle, WithoutTurns, 2, 2, false),
            )
            .only([TooEarly(0)]),
        )
        .sources(::barrier::SOURCES);
    verdict::harness::main(check)
}
