//! The check: whatever the schedule, the pool ends, no coin is lost, and whoever comes
//! later gets the lock.
//!
//! Read it if you like; your answer goes into `src/ending.rs`.

use std::fmt;
use std::process::ExitCode;

use interleave::Limits;
use interleave::shuttle::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, fold, hint, name, thread};
use pool::shuttle::killing::{Killed, Life, Pool};
use pool::shuttle::workers::Tasks;
use recursive_lock::shuttle::lock::Lock;
use safe_terminate::shuttle::ending::{Part, end, work};
use synchronized::shuttle::raw_value::RawValue;
use verdict::{Check, interleavings};

/// Two accounts under one lock.
struct Accounts {
    lock: Lock,
    x: RawValue<u32>,
    y: RawValue<u32>,
    /// How many orders have come. It never changes; that nobody can know who waits.
    orders: AtomicUsize,
}

/// Waits for an order. One that has not come never comes: only death ends the waiting.
fn wait(accounts: &Accounts, life: &Life, order: usize) -> Result<(), Killed> {
    while order >= accounts.orders.load(SeqCst) {
        life.goes_on()?;
        hint::spin_loop();
    }
    Ok(())
}

/// Moves a coin from x to y. The worker can be killed between any two steps.
fn transfer(accounts: &Accounts, life: &Life) -> Result<(), Killed> {
    life.acquire(&accounts.lock)?;
    accounts.x.set(accounts.x.get() - 1);
    life.goes_on()?;
    accounts.y.set(accounts.y.get() + 1);
    life.goes_on()?;
    accounts.lock.release().expect("this worker holds it");
    Ok(())
}

/// What is in the accounts when the pool has ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Balance(u32, u32);

impl fmt::Debug for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in x, {} in y", self.0, self.1)
    }
}

/// A pool of so many workers has two tasks, and so many orders come. While they are at
/// work, the pool is ended. Then somebody takes the lock, and keeps it.
fn ended(workers: usize, orders: usize) -> Balance {
    // The types are part of the question.
    let work: fn(&mut Life, Part<'_>, Part<'_>) -> Result<(), Killed> = work;
    let end: fn(Pool<()>, &Lock) = end;

    let accounts = Arc::new(Accounts {
        lock: Lock::new(),
        x: RawValue::new(2).named("x"),
        y: RawValue::new(0).named("y"),
        orders: AtomicUsize::new(orders),
    });
    name(&accounts.orders, "orders");
    // To look for an order has no row in a witness.
    fold(&accounts.orders);
    let tasks = Tasks::new(2);
    let pool = Pool::start(workers, &tasks, &accounts, move |life, accounts, order| {
        let wait = |life: &Life| wait(accounts, life, order);
        work(life, &wait, &|life| transfer(accounts, life))
    });
    let ends = {
        let accounts = Arc::clone(&accounts);
        thread::spawn(move || end(pool, &accounts.lock))
    };
    ends.join().expect("who ends the pool does not panic");
    accounts.lock.acquire();
    Balance(accounts.x.get(), accounts.y.get())
}

/// The negative control: the workers of chapter 6 that are killed as they count.
fn killed() -> u32 {
    use pool::shuttle::terminating::{counts, end, terminates};
    end(1, 1, counts, terminates).0
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
    // The smallest program comes first: it shows the shortest schedule. The pool can be
    // ended before and after each transfer.
    let check = Check::new("safe-terminate")
        .part(
            interleavings("1 worker, 2 tasks, 1 order", || ended(1, 1))
                .within(limits())
                .at_least(2)
                .exactly([Balance(2, 0), Balance(1, 1)]),
        )
        .part(
            interleavings("1 worker, 2 tasks, 2 orders", || ended(1, 2))
                .within(limits())
                .at_least(3)
                .exactly([Balance(2, 0), Balance(1, 1), Balance(0, 2)]),
        )
        .part(
            interleavings("2 workers, 2 tasks, 2 orders", || ended(2, 2))
                .within(limits())
                .at_least(3)
                .exactly([Balance(2, 0), Balance(1, 1), Balance(0, 2)]),
        )
        .control(
            "the workers of chapter 6 that are killed as they count",
            interleavings("1 worker, 1 task", killed).only([0, 1]),
        )
        .sources(safe_terminate::SOURCES);
    verdict::harness::main(check)
}
