//! The solution of exercise 4: what a counter must do.
//!
//! The file is `property.rs`. It is run in one world only, over shuttle: in every order
//! of the steps.

pub use increment::suspects::shuttle::counter;
pub use interleave::shuttle::sync;

pub mod property;

/// The name and text of the property, as it was compiled.
pub const SOURCES: &[(&str, &str)] = &[("property.rs", include_str!("property.rs"))];
