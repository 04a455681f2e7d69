//! The programs that the explorers are compared on, once a world.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test crate compiles all programs, and uses some"
)]

pub mod ops;
pub mod trying;

interleave::worlds! {
    #![real(target_os = "linux")]
    pub mod bugs;
    pub mod corners;
    pub mod counters;
    pub mod facade;
    pub mod folded;
    pub mod odd;
    pub mod random;
    pub mod told;
    pub mod waiting;
}
