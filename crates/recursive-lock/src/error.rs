//! What goes wrong when a lock is misused. The shared state is left as it was.

use thiserror::Error;

/// Why something cannot be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReleaseError {
    /// It is free. CPython: `ValueError: semaphore or lock released too many times`.
    #[error("released too many times: nobody holds it")]
    TooManyTimes,
    /// Somebody else holds it. CPython: `AssertionError: attempt to release recursive
    /// lock not owned by thread`.
    #[error("released by thread {caller}, which does not hold it")]
    NotOwner {
        /// Who asked.
        caller: u32,
    },
}

/// Why a semaphore cannot start with so many permits. CPython: `OSError: [Errno 22]
/// Invalid argument`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a semaphore has at most 2147483647 permits, not {asked}")]
pub struct TooManyPermits {
    /// How many were asked for.
    pub asked: u32,
}

/// Why a barrier let a process go, or could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BarrierError {
    /// Somebody gave up, was told to, or failed: not all came. CPython:
    /// `threading.BrokenBarrierError`.
    #[error("the barrier is broken: not all of its parties came")]
    Broken,
    /// A barrier for nobody.
    #[error("a barrier has at least one party")]
    NoParties,
}
