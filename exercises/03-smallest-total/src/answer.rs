//! A schedule of two processes, `A` and `B`, that each increment one counter three
//! times.
//!
//! An increment is two steps, a load and a store, so each letter stands six
//! times. This schedule lets `A` finish before `B` starts.

/// Who takes each step: `A` or `B`.
// TODO(you): six increments, and a total of two.
pub const SCHEDULE: &str = "AAAAAABBBBBB";
