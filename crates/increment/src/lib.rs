//! Chapter 1: counters that lose updates, and counters that do not.
//!
//! Every counter has the same functions, so that the difference between two of
//! the files is the lesson. The files are compiled once for each world.

// The suspects use the chapter's own files in each world.
extern crate self as increment;

mod claims;
pub mod suspects;

pub use claims::CLAIMS;

// ANCHOR: worlds
interleave::worlds! {
    pub mod racy;
    pub mod atomic;
    pub mod locked;
    pub mod compare_exchange;
    pub mod check_then_act;
    pub mod check_and_act;
    pub mod workers;
}
// ANCHOR_END: worlds
