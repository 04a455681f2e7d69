//! Small programs, each with one bug or none.

use super::sync::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
};
use super::sync::{Arc, Mutex, name, thread};

/// Starts `n` processes that each do this, and waits for them.
pub fn all(n: usize, work: impl Fn() + Send + Sync + 'static) {
    let work = Arc::new(work);
    let handles: Vec<_> = (0..n)
        .map(|_| {
            let work = Arc::clone(&work);
            thread::spawn(move || work())
        })
        .collect();
    for handle in handles {
        // A process that panicked is an outcome of its own.
        let _ = handle.join();
    }
}

/// Load, then store.
pub fn racy(n: usize, m: usize) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    name(&*counter, "counter");
    let shared = Arc::clone(&counter);
    all(n, move || {
        for _ in 0..m {
            let seen = shared.load(SeqCst);
            shared.store(seen + 1, SeqCst);
        }
    });
    counter.load(SeqCst)
}

/// One step.
pub fn atomic(n: usize, m: usize) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    let shared = Arc::clone(&counter);
    all(n, move || {
        for _ in 0..m {
            shared.fetch_add(1, SeqCst);
        }
    });
    counter.load(SeqCst)
}

/// Two locks, taken in opposite orders.
pub fn opposite_locks() -> u32 {
    let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
    name(&locks.0, "left");
    name(&locks.1, "right");
    let other = Arc::clone(&locks);
    let a = thread::spawn(move || {
        let mut left = other.0.lock().unwrap();
        let mut right = other.1.lock().unwrap();
        *left += 1;
        *right += 1;
    });
    let other = Arc::clone(&locks);
    let b = thread::spawn(move || {
        let mut right = other.1.lock().unwrap();
        let mut left = other.0.lock().unwrap();
        *left += 1;
        *right += 1;
    });
    a.join().unwrap();
    b.join().unwrap();
    *locks.0.lock().unwrap()
}

/// A slip of the pen, beside the counting: in one order it reads past the end.
pub fn index_typo() -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    let shared = Arc::clone(&counter);
    all(2, move || {
        let seen = shared.fetch_add(1, SeqCst);
        let names = ["first"];
        assert!(!names[seen as usize].is_empty());
    });
    counter.load(SeqCst)
}

/// Each process increments once, and returns what it read.
pub fn reads() -> (u32, u32) {
    let counter = Arc::new(AtomicU32::new(0));
    let increment = |counter: Arc<AtomicU32>| {
        move || {
            let seen = counter.load(SeqCst);
            counter.store(seen + 1, SeqCst);
            seen
        }
    };
    let a = thread::spawn(increment(Arc::clone(&counter)));
    let b = thread::spawn(increment(counter));
    (a.join().unwrap(), b.join().unwrap())
}

/// Each process writes one atomic and reads the other.
pub fn store_buffering_seq_cst() -> (u32, u32) {
    let shared = Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
    let (one, two) = (Arc::clone(&shared), shared);
    let a = thread::spawn(move || {
        one.0.store(1, SeqCst);
        one.1.load(SeqCst)
    });
    let b = thread::spawn(move || {
        two.1.store(1, SeqCst);
        two.0.load(SeqCst)
    });
    (a.join().unwrap(), b.join().unwrap())
}

/// The same, with an ordering that lets both reads be early.
pub fn store_buffering_relaxed() -> (u32, u32) {
    let shared = Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
    let (one, two) = (Arc::clone(&shared), shared);
    // Relaxed on purpose: whether a checker sees what it allows is the question.
    let a = thread::spawn(move || {
        one.0.store(1, Relaxed);
        one.1.load(Relaxed)
    });
    let b = thread::spawn(move || {
        two.1.store(1, Relaxed);
        two.0.load(Relaxed)
    });
    (a.join().unwrap(), b.join().unwrap())
}
