//! Small programs on which a checker can go wrong.

use super::counters::all;
use super::sync::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
};
use super::sync::{Arc, thread};

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
