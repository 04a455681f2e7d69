//! Misconception: it is enough to give back a lock that is free. Nobody holds it then,
//! so nobody loses it.

use super::lock::{Lock, Question};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[
    Question {
        name: "main gives a free lock back",
        program: |lock| u32::from(lock.release().is_err()),
        allowed: &[1],
    },
    Question {
        name: "2 processes, each takes it twice",
        program: |lock| all(lock, 2, twice),
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
