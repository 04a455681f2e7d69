//! Counters, incremented by `n` processes, `m` times each.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, Mutex, thread};

/// Starts `n` processes that each do this, and waits for them.
pub(crate) fn all(n: usize, work: impl Fn(usize) + Send + Sync + 'static) {
    let work = Arc::new(work);
    let handles: Vec<_> = (0..n)
        .map(|me| {
            let work = Arc::clone(&work);
            thread::spawn(move || work(me))
        })
        .collect();
    for handle in handles {
        handle.join().unwrap();
    }
}

/// Load, then store.
pub(crate) fn racy(n: usize, m: usize) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    let shared = Arc::clone(&counter);
    all(n, move |_| {
        for _ in 0..m {
            let seen = shared.load(SeqCst);
            shared.store(seen + 1, SeqCst);
        }
    });
    counter.load(SeqCst)
}

/// Load under a lock, then store under it: the lock guards nothing that matters.
pub(crate) fn lock_per_access(n: usize, m: usize) -> u32 {
    let counter = Arc::new((AtomicU32::new(0), Mutex::new(())));
    let shared = Arc::clone(&counter);
    all(n, move |_| {
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

/// Load, then store, under a lock.
pub(crate) fn locked(n: usize, m: usize) -> u32 {
    let counter = Arc::new((AtomicU32::new(0), Mutex::new(())));
    let shared = Arc::clone(&counter);
    all(n, move |_| {
        for _ in 0..m {
            let _guard = shared.1.lock().unwrap();
            let seen = shared.0.load(SeqCst);
            shared.0.store(seen + 1, SeqCst);
        }
    });
    counter.0.load(SeqCst)
}
