//! The real world: the standard library, and threads that run as they like.

mod stress;
pub mod sync;

pub use stress::stress;
