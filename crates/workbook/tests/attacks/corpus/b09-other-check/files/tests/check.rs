//! No check.

fn main() {}
