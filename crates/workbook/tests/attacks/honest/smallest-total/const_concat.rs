//! Put together from parts.

/* No process::exit here. */

pub const SCHEDULE: &str = concat!("A", "BBBB", "A", "B", "AAAA", "B");
