//! Misconception: holding one process back over all of the other's work loses
//! most. That loses three; then the one held back still adds its own two.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "ABBBBBBAAAAA";
