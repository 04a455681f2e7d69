//! The solution's schedule, with numbers that repeat a letter.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "AB4ABA4B";
