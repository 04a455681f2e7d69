//! What the kernel gives: memory that processes share, processes to share it, and
//! messages between them.
//!
//! The models of this workbook explore schedules inside one process. This crate
//! runs the same source in real ones: put the state into a `Shared` value, then
//! let `run_processes` fork children that work on it. Children inherit the
//! mapping, so they and their parent load and store the same bytes; everything
//! else they inherit is a copy.
//!
//! Reading order: `in_shared` (what may live in shared memory), `shared` (the
//! mapping), `threads` (who may fork), `at_fork` (what is called round a fork), `fork`,
//! `spawn`, `child` and `status` (how a child ends), `processes` (many at once),
//! `held_back` (not to be ended now), `wire` (messages, and descriptors along with them),
//! `error`.
//!
//! # Platforms
//!
//! Linux only. Elsewhere this crate is empty, on purpose: its names are absent,
//! so code that uses them is left out by `#[cfg(target_os = "linux")]` when it is
//! compiled, and never fails when it runs.

#[cfg(target_os = "linux")]
mod in_shared;

#[cfg(target_os = "linux")]
mod shared;

#[cfg(target_os = "linux")]
mod threads;

#[cfg(target_os = "linux")]
mod at_fork;

#[cfg(target_os = "linux")]
mod fork;

#[cfg(target_os = "linux")]
mod spawn;

#[cfg(target_os = "linux")]
mod child;

#[cfg(target_os = "linux")]
mod status;

#[cfg(target_os = "linux")]
mod processes;

#[cfg(target_os = "linux")]
mod held_back;

#[cfg(target_os = "linux")]
mod wire;

#[cfg(target_os = "linux")]
mod error;

#[cfg(target_os = "linux")]
pub use self::{
    at_fork::{AtFork, at_fork},
    child::Child,
    error::OsError,
    fork::{PANIC_EXIT_CODE, fork_child},
    held_back::HeldBack,
    in_shared::InShared,
    processes::run_processes,
    shared::Shared,
    spawn::spawn_again,
    status::ExitStatus,
    wire::{MOST_DESCRIPTORS, MOST_INLINE, Message, Patience, Received, Wire, wait_for_any},
};
