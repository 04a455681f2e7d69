//! A schedule.

/// Who takes each step.
pub const SCHEDULE: &str = "A4294967295B4294967295";
