//! A lock from one word, folded: a witness shows who holds it, and not by which steps.

use std::panic::Location;

use super::sync::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release, SeqCst},
};
use super::sync::{Arc, at, enter, fold, futex, leave, name, thread};

const FREE: u32 = 0;
const HELD: u32 = 1;
/// Held, and somebody may wait.
const AWAITED: u32 = 2;

/// A lock that sleeps in the kernel (Drepper, *Futexes Are Tricky*, 2011: `mutex2`).
pub struct Lock {
    word: AtomicU32,
}

/// The right to what the lock guards. Giving it back counts as done where it was taken.
pub struct Guard<'a> {
    lock: &'a Lock,
    place: &'static Location<'static>,
}

impl Lock {
    pub fn new(called: &'static str) -> Lock {
        let word = AtomicU32::new(FREE);
        name(&word, called);
        fold(&word);
        Lock { word }
    }

    #[track_caller]
    pub fn ask(&self) -> bool {
        let taken = self.word.compare_exchange(FREE, HELD, Acquire, Relaxed);
        if taken.is_ok() {
            enter(&self.word);
        }
        taken.is_ok()
    }

    #[track_caller]
    pub fn acquire(&self) {
        if !self.ask() {
            self.wait();
        }
    }

    #[track_caller]
    fn wait(&self) {
        while self.word.swap(AWAITED, Acquire) != FREE {
            futex::wait(&self.word, AWAITED);
        }
        enter(&self.word);
    }

    #[track_caller]
    pub fn release(&self) {
        let was = self.word.swap(FREE, Release);
        leave(&self.word);
        if was == AWAITED {
            futex::wake(&self.word, 1);
        }
    }

    #[track_caller]
    pub fn hold(&self) -> Guard<'_> {
        self.acquire();
        let place = Location::caller();
        Guard { lock: self, place }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        at(self.place, || self.lock.release());
    }
}

fn run(processes: Vec<Box<dyn FnOnce() + Send>>) {
    let all: Vec<_> = processes.into_iter().map(thread::spawn).collect();
    all.into_iter().for_each(|process| process.join().unwrap());
}

/// Two increments in two steps, under one lock or under one each.
fn counts_under(locks: [&'static str; 2]) -> u32 {
    let first = Arc::new(Lock::new(locks[0]));
    let second = match locks[0] == locks[1] {
        true => Arc::clone(&first),
        false => Arc::new(Lock::new(locks[1])),
    };
    let counter = Arc::new(AtomicU32::new(0));
    name(&*counter, "counter");
    let increment = |lock: Arc<Lock>| -> Box<dyn FnOnce() + Send> {
        let counter = Arc::clone(&counter);
        Box::new(move || {
            let _guard = lock.hold();
            let seen = counter.load(SeqCst);
            counter.store(seen + 1, SeqCst);
        })
    };
    run(vec![increment(first), increment(second)]);
    counter.load(SeqCst)
}

/// Two increments under one lock.
pub fn counts() -> u32 {
    counts_under(["lock", "lock"])
}

/// Two increments, each under a lock of its own.
pub fn counts_under_two_locks() -> u32 {
    counts_under(["mine", "yours"])
}

/// One process holds the lock, and another asks for it. Returns whether it was free.
pub fn asks() -> bool {
    let lock = Arc::new(Lock::new("lock"));
    let theirs = Arc::clone(&lock);
    let holds = thread::spawn(move || drop(theirs.hold()));
    let asks = thread::spawn(move || {
        let taken = lock.ask();
        if taken {
            lock.release();
        }
        taken
    });
    holds.join().unwrap();
    asks.join().unwrap()
}

/// A process takes the lock that it holds, or gives it back first.
fn takes_twice(lets_go: bool) -> u32 {
    let lock = Arc::new(Lock::new("lock"));
    let theirs = Arc::clone(&lock);
    let twice = move || {
        let outer = lock.hold();
        if lets_go {
            drop(outer);
            drop(lock.hold());
        } else {
            let inner = lock.hold();
            drop(outer);
            drop(inner);
        }
    };
    run(vec![Box::new(twice), Box::new(move || drop(theirs.hold()))]);
    1
}

/// A process waits for the lock that it holds itself.
pub fn waits_for_itself() -> u32 {
    takes_twice(false)
}

/// A process takes a lock, gives it back, and takes it again.
pub fn takes_it_again() -> u32 {
    takes_twice(true)
}

/// Two processes take two locks, the second in this order.
fn takes_two(second: [usize; 2]) -> u32 {
    let locks = Arc::new(["left", "right"].map(Lock::new));
    let takes = |[first, second]: [usize; 2]| -> Box<dyn FnOnce() + Send> {
        let locks = Arc::clone(&locks);
        Box::new(move || {
            let _first = locks[first].hold();
            let _second = locks[second].hold();
        })
    };
    run(vec![takes([0, 1]), takes(second)]);
    1
}

/// Two processes take two locks, in opposite orders.
pub fn opposite_orders() -> u32 {
    takes_two([1, 0])
}

/// Two processes take two locks, in one order.
pub fn one_order() -> u32 {
    takes_two([0, 1])
}

/// A process sleeps where nobody wakes it, beside one that waits for itself.
pub fn sleeps_beside_a_deadlock() -> u32 {
    let shared = Arc::new((Lock::new("lock"), AtomicU32::new(0)));
    name(&shared.1, "word");
    let theirs = Arc::clone(&shared);
    let waits_for_itself = move || {
        let outer = theirs.0.hold();
        drop(theirs.0.hold());
        drop(outer);
    };
    let sleeps = move || futex::wait(&shared.1, 0);
    run(vec![Box::new(waits_for_itself), Box::new(sleeps)]);
    1
}

/// Room for a letter, and a turn that changes whenever somebody is to look again.
pub struct Mailbox {
    pub lock: Lock,
    pub letter: AtomicU32,
    turn: AtomicU32,
}

impl Mailbox {
    pub fn new() -> Mailbox {
        let (letter, turn) = (AtomicU32::new(0), AtomicU32::new(0));
        name(&letter, "letter");
        name(&turn, "turn");
        let lock = Lock::new("lock");
        Mailbox { lock, letter, turn }
    }

    /// Gives the lock back, waits for a notification, and takes the lock again.
    #[track_caller]
    pub fn wait(&self) {
        let seen = self.turn.load(SeqCst);
        self.lock.release();
        futex::wait(&self.turn, seen);
        self.lock.acquire();
    }

    /// As [`Mailbox::wait`], but a notification that comes while it gives the lock back is
    /// lost.
    #[track_caller]
    pub fn wait_late(&self) {
        self.lock.release();
        let seen = self.turn.load(SeqCst);
        futex::wait(&self.turn, seen);
        self.lock.acquire();
    }

    /// Wakes one of those who wait.
    #[track_caller]
    pub fn notify(&self) {
        self.turn.fetch_add(1, SeqCst);
        futex::wake(&self.turn, 1);
    }

    /// Puts a letter in, and notifies one of those who wait.
    pub fn put(&self) {
        let _guard = self.lock.hold();
        self.letter.store(7, SeqCst);
        self.notify();
    }

    /// Whether there is no letter.
    pub fn is_empty(&self) -> bool {
        self.letter.load(SeqCst) == 0
    }
}

/// Processes that share a mailbox. Returns the letter that is left.
pub fn mail<const N: usize>(processes: [fn(&Mailbox); N]) -> u32 {
    let mailbox = Arc::new(Mailbox::new());
    let start = |process: fn(&Mailbox)| -> Box<dyn FnOnce() + Send> {
        let mailbox = Arc::clone(&mailbox);
        Box::new(move || process(&mailbox))
    };
    run(processes.map(start).into());
    mailbox.letter.load(SeqCst)
}

/// Looks before it holds the lock, and waits if there was no letter.
pub fn takes_early(mailbox: &Mailbox) {
    let none = mailbox.is_empty();
    let _guard = mailbox.lock.hold();
    if none {
        mailbox.wait();
    }
}

/// One process looks too early for a letter that another one puts in.
pub fn looks_too_early() -> u32 {
    mail([takes_early, Mailbox::put])
}
