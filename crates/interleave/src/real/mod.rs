//! The real world: the standard library, and threads that run as they like.

#[cfg(target_os = "linux")]
pub mod futex;
mod stress;
pub mod sync;
#[cfg(target_os = "linux")]
mod tid;

pub use stress::stress;
