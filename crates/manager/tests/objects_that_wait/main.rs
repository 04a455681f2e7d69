//! The objects of a server at which one waits: locks, conditions, barriers, queues; and the
//! types that a user registers.
//!
//! A case that has the name of one of CPython's (`Lib/test/_test_multiprocessing.py`, 3.11
//! to 3.14) has its meaning. The processes are threads here, each with a way of its own to
//! the server. What needs a clock or a death is asked of the server itself, which has
//! neither: it is told that a time is over, or that a client has ended.
//!
//! Left out:
//!
//! - `_TestBarrier.test_default_timeout`: a barrier has no time of its own. Each call
//!   brings one.
//! - The half of `test_wait_result` that sends SIGINT: nothing makes an exception of it.

#![cfg(target_os = "linux")]

mod barrier;
mod condition;
mod direct;
mod laws;
mod lock;
mod queue;
mod registered;
