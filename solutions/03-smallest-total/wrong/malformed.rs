//! Misconception: a schedule is a list with commas.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "A, B, B, B, B, A, B, A, A, A, A, B";
