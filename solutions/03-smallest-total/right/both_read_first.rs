//! Both processes read 0 before either stores: two loads can change places.

/// Who takes each step: `A` or `B`.
pub const SCHEDULE: &str = "BABBBABAAAAB";
