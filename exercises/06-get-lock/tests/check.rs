//! The check: whatever the schedule, no money is lost, made, or refused while the
//! account has it.
//!
//! Read it if you like; your answer goes into `src/bank.rs`.

use std::fmt;
use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings};

/// What a program ends with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ended {
    paid_out: usize,
    balance: i32,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} paid out, balance {}", self.paid_out, self.balance)
    }
}

/// A program for the explorers: an account with 10, a bank that is asked these
/// amounts at the same time, and others who pay in these.
macro_rules! banking {
    (out $out:expr, in $in:expr) => {
        || {
            use ::get_lock::shuttle::bank::Bank;
            use ::interleave::shuttle::sync::{Arc, thread};
            use ::recursive_lock::shuttle::rlock::RLock;
            use ::synchronized::shuttle::value::Value;

            // The types are part of the question.
            let new: fn() -> Bank = Bank::new;
            let pay_out: fn(&Bank, &Value<i32>, i32) -> bool = Bank::pay_out;

            let lock = RLock::new().named("account");
            let account = Arc::new(Value::with_lock(10, lock).named("balance"));
            let bank = Arc::new(new());
            let asked = $out.map(|amount: i32| {
                let (bank, account) = (Arc::clone(&bank), Arc::clone(&account));
                thread::spawn(move || pay_out(&bank, &account, amount))
            });
            let others = $in.map(|amount: i32| {
                let account = Arc::clone(&account);
                thread::spawn(move || pay_in(&account, amount))
            });
            let mut paid_out = 0;
            for asked in asked {
                if asked.join().expect("the bank does not panic") {
                    paid_out += 1;
                }
            }
            for other in others {
                other.join().expect("who pays in does not panic");
            }
            Ended {
                paid_out,
                balance: account.get(),
            }
        }
    };
}

/// How others pay in: they hold the lock of the account.
fn pay_in(account: &::synchronized::shuttle::value::Value<i32>, amount: i32) {
    use ::recursive_lock::shuttle::guard::hold;
    let _guard = hold(account.get_lock());
    let seen = account.get_obj().get();
    account.get_obj().set(seen + amount);
}

/// The negative control: one pays out under a lock that the other does not know.
fn two_locks() -> i32 {
    use ::interleave::shuttle::sync::{Arc, thread};
    use ::recursive_lock::shuttle::{guard::hold, lock::Lock};
    use ::synchronized::shuttle::value::Value;
    let account = Arc::new(Value::new(10));
    let pays_out = {
        let account = Arc::clone(&account);
        thread::spawn(move || {
            let lock = Lock::new();
            let _guard = hold(&lock);
            account.set(account.get() - 3);
        })
    };
    pay_in(&account, 5);
    pays_out.join().expect("who pays out does not panic");
    account.get()
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
    let ended = |paid_out, balance| Ended { paid_out, balance };
    // The smallest program comes first: it shows the shortest schedule. The
    // least number of executions is the number of orders in which they can come.
    let check = Check::new("get-lock")
        .part(
            interleavings("3 out and 5 in", banking!(out[3], in[5]))
                .within(limits())
                .at_least(2)
                .only([ended(1, 12)]),
        )
        .part(
            interleavings("12 out and 5 in", banking!(out[12], in[5]))
                .within(limits())
                .at_least(2)
                .only([ended(0, 15), ended(1, 3)]),
        )
        .part(
            interleavings("7 out, twice", banking!(out [7, 7], in []))
                .within(limits())
                .at_least(2)
                .only([ended(1, 3)]),
        )
        .control(
            "the account with two locks",
            interleavings("3 out and 5 in", two_locks).only([12]),
        )
        .sources(::get_lock::SOURCES);
    verdict::harness::main(check)
}
