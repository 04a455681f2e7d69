//! Counters that several increment, and the locks under which they do it.
//!
//! Each loop is compiled for its own lock, with nothing to decide at run time. What is
//! written here is inlined always, so that it adds no call of its own; the locks decide
//! for themselves. Under every lock the increment is the same: a load, an addition, a store.

#![allow(
    unsafe_code,
    reason = "which types may be shared by processes is a promise the compiler cannot check"
)]

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use os::InShared;
use synchronized::real::locks::guard::hold;
use synchronized::real::locks::lock::Lock;
use synchronized::real::locks::rlock::RLock;
use synchronized::real::raw_value::RawValue;
use synchronized::real::value::Value;

/// A counter that several increment.
pub(crate) trait Counter: Sync {
    /// Adds one, and loses nothing.
    fn increment(&self);

    /// What it has come to. Nobody increments it meanwhile.
    fn count(&self) -> u64;

    /// Adds one, so many times.
    fn increments(&self, times: u64) {
        for _ in 0..times {
            self.increment();
        }
    }
}

impl Counter for AtomicU64 {
    #[inline(always)]
    fn increment(&self) {
        // Relaxed: only the number counts.
        self.fetch_add(1, Relaxed);
    }

    fn count(&self) -> u64 {
        // Relaxed: who asks has waited for all others to end.
        self.load(Relaxed)
    }
}

/// Something that one of several holds at a time.
pub(crate) trait Exclude: Sync {
    /// Does something while it is held.
    fn during(&self, step: impl FnOnce());
}

/// A number that needs its lock. They share a cache line, as they do in [`Value`].
#[repr(C, align(64))]
pub(crate) struct Beside<L> {
    pub(crate) lock: L,
    number: AtomicU64,
}

impl<L> Beside<L> {
    pub(crate) fn new(lock: L) -> Beside<L> {
        Beside {
            lock,
            number: AtomicU64::new(0),
        }
    }
}

// SAFETY: it is a lock that may, and an atomic.
unsafe impl<L: InShared> InShared for Beside<L> {}

impl<L: Exclude> Counter for Beside<L> {
    #[inline(always)]
    fn increment(&self) {
        self.lock.during(|| {
            // Relaxed, here and below: the lock orders them. They are no plain accesses
            // because a `RawValue` makes none either.
            let number = self.number.load(Relaxed);
            self.number.store(number + 1, Relaxed);
        });
    }

    fn count(&self) -> u64 {
        // Relaxed: who asks has waited for all others to end.
        self.number.load(Relaxed)
    }
}

impl Exclude for Lock {
    #[inline(always)]
    fn during(&self, step: impl FnOnce()) {
        self.acquire();
        step();
        // A lock that was not held would show in the count. So it is below.
        let _ = self.release();
    }
}

impl Exclude for RLock {
    #[inline(always)]
    fn during(&self, step: impl FnOnce()) {
        self.acquire();
        step();
        let _ = self.release();
    }
}

impl Exclude for std::sync::Mutex<()> {
    #[inline(always)]
    fn during(&self, step: impl FnOnce()) {
        let _guard = self.lock().unwrap_or_else(PoisonError::into_inner);
        step();
    }
}

impl Exclude for parking_lot::Mutex<()> {
    #[inline(always)]
    fn during(&self, step: impl FnOnce()) {
        let _guard = self.lock();
        step();
    }
}

/// A counter whose lock is held all the while, and taken again for each increment.
pub(crate) struct Nested(Beside<RLock>);

impl Nested {
    pub(crate) fn new() -> Nested {
        Nested(Beside::new(RLock::new()))
    }
}

// SAFETY: it is what may be shared, under another name.
unsafe impl InShared for Nested {}

impl Counter for Nested {
    #[inline(always)]
    fn increment(&self) {
        self.0.increment();
    }

    fn count(&self) -> u64 {
        self.0.count()
    }

    fn increments(&self, times: u64) {
        let _outermost = hold(&self.0.lock);
        self.0.increments(times);
    }
}

impl Counter for Value<u64> {
    #[inline(always)]
    fn increment(&self) {
        let _guard = hold(self.get_lock());
        self.set(self.get() + 1);
    }

    fn count(&self) -> u64 {
        self.get_obj().get()
    }
}

/// A bare value with one lock beside it.
#[repr(C, align(64))]
pub(crate) struct RawAndLock {
    lock: Lock,
    value: RawValue<u64>,
}

impl RawAndLock {
    pub(crate) fn new() -> RawAndLock {
        RawAndLock {
            lock: Lock::new(),
            value: RawValue::new(0),
        }
    }
}

// SAFETY: both of its fields may be shared.
unsafe impl InShared for RawAndLock {}

impl Counter for RawAndLock {
    #[inline(always)]
    fn increment(&self) {
        let _guard = hold(&self.lock);
        self.value.set(self.value.get() + 1);
    }

    fn count(&self) -> u64 {
        self.value.get()
    }
}
