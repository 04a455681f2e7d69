//! A lock that its owner may take again, built as Python builds its `RLock`.

use super::counters::all;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, Mutex, MutexGuard};

struct RLock {
    /// Who has it, counted from 1; 0 if nobody.
    owner: AtomicU32,
    /// How often its owner has taken it.
    count: AtomicU32,
    inner: Mutex<()>,
}

impl RLock {
    /// The inner lock, if the caller did not have it before.
    fn enter(&self, me: u32) -> Option<MutexGuard<'_, ()>> {
        if self.owner.load(SeqCst) == me {
            self.count.store(self.count.load(SeqCst) + 1, SeqCst);
            return None;
        }
        let guard = self.inner.lock().unwrap();
        self.owner.store(me, SeqCst);
        self.count.store(1, SeqCst);
        Some(guard)
    }

    fn leave(&self, guard: Option<MutexGuard<'_, ()>>) {
        let left = self.count.load(SeqCst) - 1;
        self.count.store(left, SeqCst);
        if left == 0 {
            self.owner.store(0, SeqCst);
        }
        drop(guard);
    }
}

/// `n` processes that `m` times each take the lock, take it again, and increment.
pub(crate) fn reentrant(n: usize, m: usize) -> u32 {
    let lock = RLock {
        owner: AtomicU32::new(0),
        count: AtomicU32::new(0),
        inner: Mutex::new(()),
    };
    let counter = Arc::new((AtomicU32::new(0), lock));
    let shared = Arc::clone(&counter);
    all(n, move |me| {
        let me = u32::try_from(me).unwrap() + 1;
        for _ in 0..m {
            let outer = shared.1.enter(me);
            let inner = shared.1.enter(me);
            let seen = shared.0.load(SeqCst);
            shared.0.store(seen + 1, SeqCst);
            shared.1.leave(inner);
            shared.1.leave(outer);
        }
    });
    counter.0.load(SeqCst)
}
