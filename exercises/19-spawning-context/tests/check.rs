//! The check: every message can be sent, and whatever the schedule, no amount is lost.
//!
//! Read it if you like; your answer goes into `src/account.rs`.

use std::fmt;
use std::process::ExitCode;

use handles::OnlyByInheritance;
use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// What a program ends with: the balance, or a message that was refused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ended(Result<u32, OnlyByInheritance>);

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ok(balance) => write!(f, "{balance}"),
            Err(why) => write!(f, "a message refused: {why}"),
        }
    }
}

/// A program for the explorers of a world: for each of these amounts, a worker that is
/// sent a message. It returns the balance.
macro_rules! booking {
    ($world:ident, $amounts:expr) => {
        || {
            use ::handles::$world::spaces::{Cross, Handle, start};
            use ::spawning_context::$world::account::{self, Account, Given, Message};
            use ::std::sync::Mutex;

            // The types are part of the question.
            let new: fn() -> Account = Account::new;
            let at_start: fn(&Account) -> Given = Account::at_start;
            let message: fn(&Account, u32) -> Message = Account::message;
            let balance: fn(&Account) -> u32 = Account::balance;

            let account = new();
            let mut workers = Vec::new();
            for amount in $amounts {
                // The bytes of the message are made here, and read where they arrive.
                let message = match message(&account, amount).pickled() {
                    Ok(message) => Handle::new(Mutex::new(Some(message))),
                    Err(why) => return Ended(Err(why)),
                };
                let given = (at_start(&account), message);
                workers.push(start(&given, |(given, message)| {
                    let book: fn(&Given, Message) = account::book;
                    let message = message.lock().expect("it is the only reader").take();
                    book(&given, message.expect("it was sent"));
                }));
            }
            for worker in workers {
                worker.join().expect("a worker does not panic");
            }
            Ended(Ok(balance(&account)))
        }
    };
}

/// The negative control: two workers that are sent a copy of the lock each.
fn sent_copies() -> Ended {
    use ::handles::shuttle::spaces::{Copied, Cross, Handle, start};
    use ::recursive_lock::shuttle::{guard::hold, lock::Lock};
    use ::synchronized::shuttle::raw_value::RawValue;
    let balance = Handle::new(RawValue::new(0));
    let lock = Copied::new(Lock::new());
    let workers = [3, 5].map(|amount: u32| {
        let message = (amount, lock.pickled().expect("a copy can be sent"));
        start(
            &(balance.inherited(), message),
            |(balance, (amount, lock))| {
                let _guard = hold(&*lock);
                balance.set(balance.get() + amount);
            },
        )
    });
    for worker in workers {
        worker.join().expect("a worker does not panic");
    }
    Ended(Ok(balance.get()))
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
    // number of executions is the number of orders in which the workers can book.
    let check = Check::new("spawning-context")
        .part(
            interleavings("2 workers: 3 and 5", booking!(shuttle, [3, 5]))
                .within(limits())
                .at_least(2)
                .only([Ended(Ok(8))]),
        )
        .part(
            interleavings("3 workers: 1, 3 and 5", booking!(shuttle, [1, 3, 5]))
                .within(limits())
                .at_least(6)
                .only([Ended(Ok(9))]),
        )
        .part(
            loom("2 workers: 3 and 5", booking!(loom, [3, 5]))
                .within(limits())
                .at_least(2)
                .only([Ended(Ok(8))]),
        )
        .control(
            "two workers that are sent a copy of the lock each",
            interleavings("2 workers: 3 and 5", sent_copies).only([Ended(Ok(8))]),
        )
        .sources(::spawning_context::SOURCES);
    verdict::harness::main(check)
}
