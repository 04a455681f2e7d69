//! Misconception: one more process can do the overwriting. The program has two.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "ABBBBCAAAAAB";
