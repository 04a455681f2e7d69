//! Misconception: taking turns step by step loses most. Each round loses one of
//! two increments, and half remain.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "ABABABABABAB";
