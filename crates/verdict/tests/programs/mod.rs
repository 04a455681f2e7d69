//! The programs of the tests, once a world.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "not every test uses every program in every world"
)]

interleave::worlds! { pub mod bugs; }
