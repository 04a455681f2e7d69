//! A schedule.

/// Who takes each step.
pub const SCHEDULE: &str = "A0B0A6B6A0";
