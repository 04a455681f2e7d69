//! The schedule of the least total.
//!
//! `A` reads 0 and is held back while `B` does two increments. `A` stores 1 over
//! them, and `B` reads that 1 for its last increment. While `B` is held back, `A`
//! does its other two, and `B` stores 2 over those.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "ABBBBABAAAAB";
