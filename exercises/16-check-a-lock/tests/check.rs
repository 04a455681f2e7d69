//! The check: your property accepts every recursive lock that is right, and refuses every
//! one that is wrong.
//!
//! Read it if you like; your answer goes into `src/property.rs`.

use std::process::ExitCode;

use ::interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use ::interleave::shuttle::sync::{Arc, name, thread};
use ::recursive_lock::shuttle as chapter;
use ::recursive_lock::suspects::shuttle as suspects;
use suspects::lock::{Lock, Question};
use suspects::owned::Owned;
use suspects::{in_two_steps, spins};
use verdict::{Check, right, wrong};

/// The property to judge. Its type is part of the question.
const PROPERTY: &[Question] = ::check_a_lock::property::PROPERTY;

/// A property of our own: the control, and where the schedules come from.
const OURS: &[Question] = &[
    Question {
        name: "2 processes, each adds one",
        program: |lock| all(lock, 2, once),
        allowed: &[2],
    },
    Question {
        name: "2 processes, each takes it twice",
        program: |lock| all(lock, 2, twice),
        allowed: &[2],
    },
    Question {
        name: "a stranger gives it back, 0 if it is not refused",
        program: stranger,
        allowed: &[2],
    },
    Question {
        name: "main holds it, 2 processes want it",
        program: two_want_it,
        allowed: &[1],
    },
];

/// So many processes do the same with the lock and a counter. Returns what it counts.
fn all(lock: Lock, processes: usize, body: fn(&Lock, &AtomicU32)) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    name(&*counter, "counter");
    let mut started = Vec::new();
    for _ in 0..processes {
        let (lock, counter) = (lock.clone(), Arc::clone(&counter));
        started.push(thread::spawn(move || body(&lock, &counter)));
    }
    for process in started {
        process.join().expect("it does not fail");
    }
    counter.load(SeqCst)
}

/// Adds one in two steps: whoever comes in between is lost.
fn add(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}

/// Takes the lock, adds one, and gives it back.
fn once(lock: &Lock, counter: &AtomicU32) {
    lock.acquire();
    add(counter);
    // A wrong lock may have given it away.
    let _ = lock.release();
}

/// Takes the lock twice, and adds one when it has given it back once.
fn twice(lock: &Lock, counter: &AtomicU32) {
    lock.acquire();
    lock.acquire();
    // A wrong lock may have given it away.
    let _ = lock.release();
    add(counter);
    // A wrong lock may have given it away.
    let _ = lock.release();
}

/// Gives the lock back while two processes want it. Returns whether it could be given back.
fn two_want_it(lock: Lock) -> u32 {
    lock.acquire();
    let started = [(); 2].map(|()| {
        let lock = lock.clone();
        thread::spawn(move || {
            lock.acquire();
            // A wrong lock may have given it away.
            let _ = lock.release();
        })
    });
    let given_back = lock.release().is_ok();
    for process in started {
        process.join().expect("it does not fail");
    }
    u32::from(given_back)
}

/// A stranger gives the lock back before it takes it. Returns what both have counted, or
/// nothing if the stranger was not refused.
fn stranger(lock: Lock) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    name(&*counter, "counter");
    let (mine, count) = (lock.clone(), Arc::clone(&counter));
    let holder = thread::spawn(move || {
        mine.acquire();
        add(&count);
        // If the stranger could free it, this is one release too many.
        let _ = mine.release();
    });
    let refused = lock.release().is_err();
    lock.acquire();
    add(&counter);
    let _ = lock.release();
    holder.join().expect("it does not fail");
    if refused { counter.load(SeqCst) } else { 0 }
}

fn main() -> ExitCode {
    let suspects = [
        right(
            "rlock: the lock of the chapter",
            Lock::of::<chapter::rlock::RLock>,
        ),
        right(
            "over_a_mutex: words behind a mutex",
            Lock::of::<suspects::over_a_mutex::RLock>,
        ),
        right(
            "spins: looks until it is free",
            Lock::of::<Owned<spins::Lock>>,
        ),
        wrong(
            "in_two_steps: looks, then takes it",
            Lock::of::<Owned<in_two_steps::Lock>>,
        ),
        wrong(
            "by_count: held, whoever holds it",
            Lock::of::<chapter::rlock_by_count::RLock>,
        ),
        wrong(
            "not_recursive: the holder waits too",
            Lock::of::<suspects::not_recursive::Lock>,
        ),
        wrong(
            "free_at_once: one release frees it",
            Lock::of::<suspects::free_at_once::RLock>,
        ),
        wrong(
            "for_anyone: a stranger can free it",
            Lock::of::<suspects::for_anyone::RLock>,
        ),
        wrong(
            "says_yes: does not refuse a stranger",
            Lock::of::<suspects::says_yes::RLock>,
        ),
        wrong(
            "forgets: that a third one waits",
            Lock::of::<suspects::forgets::RLock>,
        ),
    ];
    let check = Check::new("check-a-lock")
        .judges(PROPERTY, OURS, suspects)
        .sources(::check_a_lock::SOURCES);
    verdict::harness::main(check)
}
