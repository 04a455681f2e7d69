//! Which of the types may live in memory that several processes share.
#![allow(
    unsafe_code,
    reason = "which types may be shared by processes is a promise the compiler cannot check"
)]

use os::InShared;

use crate::real::{
    barrier, bounded_in_two_steps, bounded_semaphore, condition, event, lock, lock_that_forgets,
    rlock, rlock_by_count, rlock_for_anyone, semaphore,
};

/// Implements [`InShared`] for types that are atomics side by side.
macro_rules! in_shared {
    ($($module:ident::$name:ident),+ $(,)?) => {$(
        // SAFETY: its fields are atomics and numbers that never change, and its futexes
        // are not private to a process.
        unsafe impl InShared for $module::$name {}
    )+};
}

in_shared! {
    lock::Lock,
    lock_that_forgets::Lock,
    semaphore::Semaphore,
    bounded_semaphore::BoundedSemaphore,
    bounded_in_two_steps::BoundedSemaphore,
    rlock::RLock,
    rlock_by_count::RLock,
    rlock_for_anyone::RLock,
    event::Event,
    barrier::Barrier,
}

// SAFETY: it is a lock that may, and an atomic.
unsafe impl<L: InShared> InShared for condition::Condition<L> {}
