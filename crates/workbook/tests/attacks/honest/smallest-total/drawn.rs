//! Drawn as a table, and then written down.
//!
//! ```text
//! A: 0 . . . . 1 . 1 2 2 3 .   not quite, but it helped
//! ```

/* No process::exit here. */

/// `A` first.
pub const SCHEDULE: &str = "AB4AB1A4B1";
