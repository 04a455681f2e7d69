//! Misconception: one letter is one increment. An increment is two steps, and
//! the schedule says who takes each step.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "ABABAB";
