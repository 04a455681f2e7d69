//! Counters, incremented by several processes.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
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
        handle.join().unwrap();
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

/// Load, then store, under a lock.
pub fn locked(n: usize, m: usize) -> u32 {
    let counter = Arc::new((AtomicU32::new(0), Mutex::new(())));
    let shared = Arc::clone(&counter);
    all(n, move || {
        for _ in 0..m {
            let _guard = shared.1.lock().unwrap();
            let seen = shared.0.load(SeqCst);
            shared.0.store(seen + 1, SeqCst);
        }
    });
    counter.0.load(SeqCst)
}

/// Load under a lock, then store under it: the lock guards nothing that matters.
pub fn lock_per_access(n: usize, m: usize) -> u32 {
    let counter = Arc::new((AtomicU32::new(0), Mutex::new(())));
    let shared = Arc::clone(&counter);
    all(n, move || {
        for _ in 0..m {
            let guard = shared.1.lock().unwrap();
            let seen = shared.0.load(SeqCst);
            drop(guard);
            let _guard = shared.1.lock().unwrap();
            shared.0.store(seen + 1, SeqCst);
        }
    });
    counter.0.load(SeqCst)
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

/// Two locks taken in opposite orders, beside a process that takes neither: it
/// can be the last one that still runs.
pub fn deadlock_beside_another() -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    let shared = Arc::clone(&counter);
    let other = thread::spawn(move || shared.fetch_add(1, SeqCst));
    let total = opposite_locks();
    other.join().unwrap();
    total + counter.load(SeqCst)
}

/// One lock, taken twice by the same process.
pub fn lock_twice() -> u32 {
    let lock = Mutex::new(1);
    name(&lock, "lock");
    let first = lock.lock().unwrap();
    let second = lock.lock().unwrap();
    *first + *second
}

/// A child that panics if it comes second.
pub fn panics_if_late() -> u32 {
    let flag = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&flag);
    let child = thread::spawn(move || assert_eq!(mine.load(SeqCst), 0, "too late"));
    flag.store(1, SeqCst);
    let _ = child.join();
    7
}

/// A process that waits for what never comes.
pub fn waits_for_ever() -> u32 {
    let flag = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&flag);
    let child = thread::spawn(move || {
        while mine.load(SeqCst) == 0 {
            thread::yield_now();
        }
    });
    child.join().unwrap();
    flag.load(SeqCst)
}
