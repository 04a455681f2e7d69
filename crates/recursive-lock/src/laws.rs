//! The laws of locks and semaphores: programs whose outcome says whether a promise was
//! kept.
//!
//! `sync::enter` and `sync::leave` mark in a witness who is inside.
#![allow(
    unsafe_code,
    reason = "what a lock guards is plain memory, if the lock is worth anything"
)]
#![allow(
    clippy::missing_panics_doc,
    reason = "a law panics only where its own processes do"
)]

use std::time::Duration;

use super::lock::Lock;
use super::promises::{Exclusive, Permits};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::cell::UnsafeCell;
use super::sync::time::Deadline;
use super::sync::{Arc, enter, leave, name, thread};

/// A counter in two steps, and what guards it.
struct Guarded<L> {
    lock: L,
    counter: AtomicU32,
}

impl<L: Default> Guarded<L> {
    fn new() -> Arc<Guarded<L>> {
        let guarded = Guarded {
            lock: L::default(),
            counter: AtomicU32::new(0),
        };
        name(&guarded.counter, "counter");
        Arc::new(guarded)
    }
}

impl<L> Guarded<L> {
    /// Loads and stores: whoever comes between the two is lost.
    fn increment(&self) {
        enter(&self.counter);
        self.counter.store(self.counter.load(SeqCst) + 1, SeqCst);
        leave(&self.counter);
    }
}

/// Runs a body in so many processes, and waits for them.
fn all<S: Send + Sync + 'static>(shared: &Arc<S>, processes: usize, body: fn(&S)) {
    let start = |_| {
        let shared = Arc::clone(shared);
        thread::spawn(move || body(&shared))
    };
    let started: Vec<_> = (0..processes).map(start).collect();
    for process in started {
        process.join().expect("the processes do not panic");
    }
}

// ANCHOR: mutual_exclusion
/// *Mutual exclusion*: increments under the lock are all counted. Returns the total.
pub fn mutual_exclusion<L: Exclusive + Default + 'static>(processes: usize) -> u32 {
    let guarded = Guarded::<L>::new();
    all(&guarded, processes, |guarded| {
        guarded.lock.acquire();
        guarded.increment();
        guarded.lock.release().expect("it is held");
    });
    guarded.counter.load(SeqCst)
}
// ANCHOR_END: mutual_exclusion

/// Plain memory, and the lock that is to guard it.
struct Plain<L> {
    lock: L,
    memory: UnsafeCell<u32>,
}

// SAFETY: the memory is only used while the lock is held.
unsafe impl<L: Sync> Sync for Plain<L> {}

/// *Order*: what one holder writes, the next one sees, be it in plain memory. Returns the
/// total. loom reports a data race where the lock does not order enough.
pub fn order<L: Exclusive + Default + 'static>(processes: usize) -> u32 {
    let plain = Arc::new(Plain {
        lock: L::default(),
        memory: UnsafeCell::new(0),
    });
    all(&plain, processes, |plain| {
        plain.lock.acquire();
        // SAFETY: the lock is held.
        plain.memory.with_mut(|memory| unsafe { *memory += 1 });
        plain.lock.release().expect("it is held");
    });
    plain.lock.acquire();
    // SAFETY: the lock is held.
    let total = plain.memory.with(|memory| unsafe { *memory });
    plain.lock.release().expect("it is held");
    total
}

/// *Recursion*: the holder takes the lock again, and is still alone after it has given
/// it back once. Returns the total.
pub fn recursion<L: Exclusive + Default + 'static>(processes: usize) -> u32 {
    let guarded = Guarded::<L>::new();
    all(&guarded, processes, |guarded| {
        guarded.lock.acquire();
        guarded.lock.acquire();
        guarded.lock.release().expect("it is held twice");
        guarded.increment();
        guarded.lock.release().expect("it is held");
    });
    guarded.counter.load(SeqCst)
}

// ANCHOR: ownership
/// *Ownership*: a stranger cannot give the lock back. It tries, before it takes the lock
/// itself. Returns the total, and whether the stranger was refused.
pub fn ownership<L: Exclusive + Default + 'static>() -> (u32, bool) {
    let guarded = Guarded::<L>::new();
    let mine = Arc::clone(&guarded);
    let holder = thread::spawn(move || {
        mine.lock.acquire();
        mine.increment();
        // A stranger may have done it.
        let _ = mine.lock.release();
    });
    let refused = guarded.lock.release().is_err();
    guarded.lock.acquire();
    guarded.increment();
    let _ = guarded.lock.release();
    holder.join().expect("the holder does not panic");
    (guarded.counter.load(SeqCst), refused)
}
// ANCHOR_END: ownership

/// *At most n*: never more are inside than there are permits. Returns whether so, and
/// how many permits are left in the end.
pub fn at_most<S: Permits>(permits: u32, processes: usize) -> (bool, u32) {
    let shared = Arc::new((S::with(permits), AtomicU32::new(0), AtomicU32::new(0)));
    name(&shared.1, "inside");
    name(&shared.2, "most");
    all(&shared, processes, |(semaphore, inside, most)| {
        semaphore.acquire();
        let others = inside.fetch_add(1, SeqCst);
        most.fetch_max(others + 1, SeqCst);
        inside.fetch_sub(1, SeqCst);
        semaphore.release().expect("a permit was taken");
    });
    (shared.2.load(SeqCst) <= permits, shared.0.permits())
}

/// *Bounded release*: of two processes that give one permit back, one is refused.
/// Returns how many were not, and how many permits there are then.
pub fn bounded_release<S: Permits>() -> (u32, u32) {
    let shared = Arc::new((S::with(1), AtomicU32::new(0)));
    name(&shared.1, "released");
    shared.0.acquire();
    all(&shared, 2, |(semaphore, released)| {
        if semaphore.release().is_ok() {
            released.fetch_add(1, SeqCst);
        }
    });
    (shared.1.load(SeqCst), shared.0.permits())
}

/// *Giving up*: a process that stops waiting for the lock leaves it in order. Returns
/// how many of two processes were in, and whether the lock is held in the end.
pub fn giving_up() -> (u32, bool) {
    let guarded = Guarded::<Lock>::new();
    all(&guarded, 2, |guarded| {
        let deadline = Deadline::after(Duration::from_secs(1));
        if guarded.lock.acquire_until(deadline) {
            guarded.increment();
            guarded.lock.release().expect("it is held");
        }
    });
    (guarded.counter.load(SeqCst), guarded.lock.is_held())
}
