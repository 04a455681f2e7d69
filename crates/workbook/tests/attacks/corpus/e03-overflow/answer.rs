//! A schedule.

/// Who takes each step.
pub const SCHEDULE: &str = "A99999999999999999999999999999999B";
