//! Misconception: the schedule may stop when the total is reached. The program
//! goes on until both have done their work.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "ABBBBAB";
