//! Exercise 17: what a mailbox must do.
//!
//! Your file is `property.rs`. It is run in one world only, over shuttle: in every order
//! of the steps. Leave this file as it is.

pub use interleave::shuttle::sync;
pub use recursive_lock::suspects::shuttle::mailbox;

pub mod property;

/// The name and text of the property, as it was compiled.
pub const SOURCES: &[(&str, &str)] = &[("property.rs", include_str!("property.rs"))];
