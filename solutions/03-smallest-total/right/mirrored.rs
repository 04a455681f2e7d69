//! The solution's schedule with the two processes exchanged.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "BAAAABABBBBA";
