//! The check: whatever the schedule, every function ends, and each is whole.
//!
//! Read it if you like; your answer goes into `src/ledger.rs`.

use std::fmt;
use std::process::ExitCode;

use verdict::{Check, interleavings, loom};

/// What a process does.
#[derive(Clone, Copy)]
enum Job {
    /// Moves 30 from the cash to the bank.
    Moves,
    /// Moves 20 from the bank to the cash.
    MovesBack,
    /// Puts 10 into the cash.
    Puts,
    /// Asks for the total.
    Asks,
}

/// What a program ends with.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Books {
    balances: [u32; 2],
    totals: Vec<u32>,
}

impl fmt::Debug for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.balances;
        write!(f, "balances {first} and {second}")?;
        for total in &self.totals {
            write!(f, ", total seen: {total}")?;
        }
        Ok(())
    }
}

/// Accounts that end with so much, and the totals that were seen meanwhile.
fn books<const N: usize>(first: u32, second: u32, totals: [u32; N]) -> Books {
    Books {
        balances: [first, second],
        totals: totals.to_vec(),
    }
}

/// A program for the explorers of a world: one process for each job, on accounts
/// that start with 100 and 50.
macro_rules! work {
    ($world:ident, $($job:ident)+) => {
        || {
            use ::interleave::$world::sync::{Arc, thread};
            use ::self_deadlock::$world::ledger::Ledger;

            // The types are part of the question.
            let new: fn([u32; 2]) -> Ledger = Ledger::new;
            let balance: fn(&Ledger, usize) -> u32 = Ledger::balance;
            let deposit: fn(&Ledger, usize, u32) = Ledger::deposit;
            let _: fn(&Ledger, usize, u32) = Ledger::withdraw;
            let transfer: fn(&Ledger, usize, usize, u32) = Ledger::transfer;
            let total: fn(&Ledger) -> u32 = Ledger::total;

            let ledger = Arc::new(new([100, 50]));
            let processes = [$(Job::$job),+].map(|job| {
                let ledger = Arc::clone(&ledger);
                thread::spawn(move || {
                    match job {
                        Job::Moves => transfer(&ledger, 0, 1, 30),
                        Job::MovesBack => transfer(&ledger, 1, 0, 20),
                        Job::Puts => deposit(&ledger, 0, 10),
                        Job::Asks => return Some(total(&ledger)),
                    }
                    None
                })
            });
            let ended = processes.map(|process| process.join().expect("it does not panic"));
            Books {
                balances: [balance(&ledger, 0), balance(&ledger, 1)],
                totals: ended.into_iter().flatten().collect(),
            }
        }
    };
}

/// The negative control: who holds a plain lock takes it again.
fn taken_twice() -> u32 {
    use ::recursive_lock::shuttle::{laws, lock::Lock};
    laws::recursion::<Lock>(1)
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders in which the functions can run.
    let check = Check::new("self-deadlock")
        .part(interleavings("1 process moves 30", work!(shuttle, Moves)).only([books(70, 80, [])]))
        .part(
            interleavings(
                "one moves 30, one asks for the total",
                work!(shuttle, Moves Asks),
            )
            .at_least(2)
            .only([books(70, 80, [150])]),
        )
        .part(
            interleavings("one moves 30, one puts 10", work!(shuttle, Moves Puts))
                .at_least(2)
                .only([books(80, 80, [])]),
        )
        .part(
            interleavings(
                "one moves 30, one moves 20 back",
                work!(shuttle, Moves MovesBack),
            )
            .at_least(2)
            .only([books(90, 60, [])]),
        )
        .part(
            loom(
                "one moves 30, one asks for the total",
                work!(loom, Moves Asks),
            )
            .at_least(2)
            .only([books(70, 80, [150])]),
        )
        .part(
            loom("one moves 30, one puts 10", work!(loom, Moves Puts))
                .at_least(2)
                .only([books(80, 80, [])]),
        )
        .control(
            "a plain lock, taken twice",
            interleavings("1 process", taken_twice).only([1]),
        )
        .sources(::self_deadlock::SOURCES);
    verdict::harness::main(check)
}
