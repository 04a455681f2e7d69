//! A schedule.

/// Who takes each step.
pub const SCHEDULE: &str = "";
