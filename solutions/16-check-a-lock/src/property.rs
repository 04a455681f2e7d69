//! What a recursive lock must do, a question for each promise.
//!
//! What the lock guards is a counter that is read in one step and written in another:
//! so it shows whoever gets in between.

use super::lock::{Lock, Question};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[
    Question {
        name: "2 processes, each takes it twice",
        program: |lock| all(lock, 2, twice),
        allowed: &[2],
    },
    Question {
        name: "a stranger gives it back",
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
        process.join().unwrap();
    }
    counter.load(SeqCst)
}

/// Adds one in two steps: whoever comes in between is lost.
fn add(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}

/// Takes the lock twice, and adds one when it has given it back once.
fn twice(lock: &Lock, counter: &AtomicU32) {
    lock.acquire();
    lock.acquire();
    lock.release().unwrap();
    add(counter);
    lock.release().unwrap();
}

/// Gives the lock back while two processes want it. Returns whether it could be given back.
fn two_want_it(lock: Lock) -> u32 {
    lock.acquire();
    let started = [(); 2].map(|()| {
        let lock = lock.clone();
        thread::spawn(move || {
            lock.acquire();
            lock.release().unwrap();
        })
    });
    let given_back = lock.release().is_ok();
    for process in started {
        process.join().unwrap();
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
    holder.join().unwrap();
    if refused { counter.load(SeqCst) } else { 0 }
}
