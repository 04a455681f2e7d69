//! The facade of the loom world.

use super::back::Loom;
use crate::model;

pub use crate::model::{Named, name};
pub use std::sync::Arc;

/// A lock with data inside.
pub type Mutex<T> = model::mutex::Mutex<T, Loom>;
/// The right to use the data of a [`Mutex`].
pub type MutexGuard<'a, T> = model::mutex::MutexGuard<'a, T, Loom>;

/// Atomics, `SeqCst` accesses encoded as read-modify-writes.
pub mod atomic {
    // Why the two encodings: see the module above.
    crate::model::atomic::atomics! {
        crate::loom::back::Loom, loom,
        load: |cell, order| match order {
            Ordering::SeqCst => cell.fetch_add(0, Ordering::SeqCst),
            weaker => cell.load(weaker),
        },
        load_bool: |cell, order| match order {
            Ordering::SeqCst => cell.fetch_or(false, Ordering::SeqCst),
            weaker => cell.load(weaker),
        },
        store: |cell, value, order| match order {
            Ordering::SeqCst => { cell.swap(value, Ordering::SeqCst); }
            weaker => cell.store(value, weaker),
        },
        AtomicI8 i8; AtomicI16 i16; AtomicI32 i32; AtomicI64 i64; AtomicIsize isize;
        AtomicU8 u8; AtomicU16 u16; AtomicU32 u32; AtomicU64 u64; AtomicUsize usize;
    }
}

/// Plain memory that several processes may reach.
pub mod cell {
    /// Plain memory; unordered accesses are found as data races.
    pub type UnsafeCell<T> = crate::model::cell::UnsafeCell<T, super::Loom>;
}

/// Processes.
pub mod thread {
    use super::Loom;
    use crate::model::thread as model;
    pub use model::ThreadId;

    /// A process that was spawned.
    pub type JoinHandle<T> = model::JoinHandle<T, Loom>;
    /// Who a process is.
    pub type Thread = model::Thread<Loom>;

    /// Starts a process. loom has at most four beside `main`.
    #[track_caller]
    pub fn spawn<F, T>(body: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        model::spawn(body)
    }

    /// Who the calling process is.
    #[must_use]
    pub fn current() -> Thread {
        model::current()
    }

    /// Lets the others run.
    #[track_caller]
    pub fn yield_now() {
        model::yield_now::<Loom>();
    }
}

/// Hints to the processor.
pub mod hint {
    /// Says that the process waits for another: lets the others run.
    #[track_caller]
    pub fn spin_loop() {
        super::thread::yield_now();
    }
}
