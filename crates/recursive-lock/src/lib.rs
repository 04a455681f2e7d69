//! Chapter 3: locks that processes share, from atomics and futexes alone.
//!
//! Each type is a few words of memory that lives where several processes reach it.
//! The files are compiled once for each world: what the checkers explore, down to the
//! futex, is what real processes run.
//!
//! Reading order: `promises` (what they promise), `patience`, `lock`, `semaphore`,
//! `bounded_semaphore`, `rlock`, `guard`, `condition`, `event`, `barrier`. Beside a cure
//! stands the bug that it cures: `lock_that_forgets`, `bounded_in_two_steps`, and so on.
//! Then `laws` and `laws_of_waiting`: the programs that tell one from the other.
//!
//! # Platforms
//!
//! The models are there on every system. The real world needs the futex of Linux;
//! elsewhere `real` is absent, on purpose.

// The suspects use the chapter's own files in each world.
extern crate self as recursive_lock;

mod claims;
mod error;
#[cfg(target_os = "linux")]
mod in_shared;
pub mod suspects;

pub use claims::CLAIMS;
pub use error::{BarrierError, ReleaseError, TooManyPermits};

interleave::worlds! {
    #![real(target_os = "linux")]
    pub mod promises;
    pub mod patience;
    pub mod lock;
    pub mod lock_that_forgets;
    pub mod lock_without_order;
    pub mod semaphore;
    pub mod one_permit_too_many;
    pub mod bounded_semaphore;
    pub mod bounded_in_two_steps;
    pub mod rlock;
    pub mod rlock_for_anyone;
    pub mod rlock_by_count;
    pub mod guard;
    pub mod condition;
    pub mod condition_that_sleeps_late;
    pub mod event;
    pub mod event_that_wakes_first;
    pub mod barrier;
    pub mod barrier_without_turns;
    pub mod mailbox;
    pub mod laws;
    pub mod laws_of_waiting;
}
