//! The check: whatever the schedule, a lock is given back by its holder alone. Everybody
//! else gets an error, and nothing is changed.
//!
//! Read it if you like; your answer goes into `src/owned_lock.rs`.

use std::fmt;
use std::process::ExitCode;

use verdict::{Check, interleavings, loom};

/// What a process does next.
#[derive(Clone, Copy)]
enum Step {
    /// Takes the lock.
    Takes,
    /// Gives it back.
    GivesBack,
    /// Adds one to a counter, in two steps.
    Counts,
}
use Step::{Counts, GivesBack, Takes};

/// Takes the lock and counts.
const ONCE: &[Step] = &[Takes, Counts, GivesBack];
/// Gives back what it does not hold, and then does it right.
const STRANGER: &[Step] = &[GivesBack, Takes, Counts, GivesBack];
/// Gives back too early, and too often.
const TOO_OFTEN: &[Step] = &[
    GivesBack, Takes, GivesBack, GivesBack, Takes, Counts, GivesBack,
];
/// Gives back what it does not hold, and goes away.
const PASSER_BY: &[Step] = &[GivesBack];

/// What a program ends with.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    counted: u32,
    refusals: Vec<usize>,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} counted", self.counted)?;
        for (name, refusals) in ["A", "B", "C"].iter().zip(&self.refusals) {
            write!(f, ", {name} refused: {refusals}")?;
        }
        Ok(())
    }
}

/// The counter ends with so much, and each process was so often refused to give back.
fn ended<const N: usize>(counted: u32, refusals: [usize; N]) -> Ended {
    Ended {
        counted,
        refusals: refusals.to_vec(),
    }
}

/// A counter of any world.
trait Counter {
    #[track_caller]
    fn get(&self) -> u32;
    #[track_caller]
    fn set(&self, value: u32);
}

macro_rules! counters {
    ($($world:ident)+) => {$(
        impl Counter for ::interleave::$world::sync::atomic::AtomicU32 {
            // Relaxed, here and below: it is the lock that must order.
            #[track_caller]
            fn get(&self) -> u32 {
                self.load(::interleave::$world::sync::atomic::Ordering::Relaxed)
            }

            #[track_caller]
            fn set(&self, value: u32) {
                self.store(value, ::interleave::$world::sync::atomic::Ordering::Relaxed);
            }
        }
    )+};
}
counters! { loom shuttle }

/// Adds one, in two steps. Nobody else may be between the two: the marks say who is.
fn count<C: Counter>(counter: &C, enter: fn(&C), leave: fn(&C)) {
    let seen = counter.get();
    enter(counter);
    counter.set(seen + 1);
    leave(counter);
}

/// A program for the explorers of a world: one process for each list of steps. It
/// returns what was counted, and how often each process was refused.
macro_rules! run {
    ($world:ident, $($steps:expr),+) => {{
        use ::interleave::$world::sync::atomic::AtomicU32;
        use ::interleave::$world::sync::{Arc, enter, leave, name, thread};
        use ::recursive_lock::ReleaseError;
        use ::owner_only::$world::owned_lock::OwnedLock;

        // The types are part of the question.
        let new: fn() -> OwnedLock = OwnedLock::new;
        let acquire: fn(&OwnedLock) = OwnedLock::acquire;
        let release: fn(&OwnedLock) -> Result<(), ReleaseError> = OwnedLock::release;

        let shared = Arc::new((new(), AtomicU32::new(0)));
        name(&shared.1, "counter");
        let processes = [$($steps),+].map(|steps: &[Step]| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (lock, counter) = &*shared;
                let mut refusals = 0;
                for step in steps {
                    match step {
                        Takes => acquire(lock),
                        GivesBack => refusals += usize::from(release(lock).is_err()),
                        Counts => count(counter, enter, leave),
                    }
                }
                refusals
            })
        });
        let refusals = processes.map(|process| process.join().expect("it does not panic"));
        ended(shared.1.get(), refusals)
    }};
}

/// The negative control: a lock of chapter 3 that everybody can give back.
fn for_anyone() -> (u32, bool) {
    use ::recursive_lock::shuttle::{laws, rlock_for_anyone::RLock};
    laws::ownership::<RLock>()
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders in which the processes can count.
    let check = Check::new("owner-only")
        .part(
            interleavings("B gives back what A holds", || {
                run!(shuttle, ONCE, STRANGER)
            })
            .at_least(2)
            .only([ended(2, [0, 1])]),
        )
        .part(
            interleavings("A gives back 2 times too often", || {
                run!(shuttle, TOO_OFTEN)
            })
            .only([ended(1, [2])]),
        )
        .part(
            interleavings("C gives back what A or B holds", || {
                run!(shuttle, ONCE, ONCE, PASSER_BY)
            })
            .at_least(2)
            .only([ended(2, [0, 0, 1])]),
        )
        .part(
            loom("A and B take it once", || run!(loom, ONCE, ONCE))
                .at_least(2)
                .only([ended(2, [0, 0])]),
        )
        .control(
            "a lock that anyone gives back",
            interleavings("2 processes", for_anyone).only([(2, true)]),
        )
        .sources(::owner_only::SOURCES);
    verdict::harness::main(check)
}
