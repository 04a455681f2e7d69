//! A flag instead of a counter: who finds it up is not alone. What it returns is how
//! many were not.

use super::lock::{Lock, Question};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[
    Question {
        name: "2 processes, each takes it twice",
        program: |lock| all(lock, 2, twice),
        allowed: &[0],
    },
    Question {
        name: "a stranger gives it back",
        program: stranger,
        allowed: &[0],
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

/// Is inside, and counts if it is not alone.
fn alone(inside: &AtomicU32) {
    let others = inside.swap(1, SeqCst) & 1;
    inside.fetch_and(!1, SeqCst);
    inside.fetch_add(2 * others, SeqCst);
}

/// Takes the lock twice, and is inside when it has given it back once.
fn twice(lock: &Lock, inside: &AtomicU32) {
    lock.acquire();
    lock.acquire();
    lock.release().unwrap();
    alone(inside);
    lock.release().unwrap();
}

/// A stranger gives the lock back before it takes it. Returns how many were not alone, and
/// 9 if the stranger was not refused.
fn stranger(lock: Lock) -> u32 {
    let inside = Arc::new(AtomicU32::new(0));
    name(&*inside, "inside");
    let (mine, flag) = (lock.clone(), Arc::clone(&inside));
    let holder = thread::spawn(move || {
        mine.acquire();
        alone(&flag);
        let _ = mine.release();
    });
    let refused = lock.release().is_err();
    holder.join().unwrap();
    if refused { inside.load(SeqCst) } else { 9 }
}
