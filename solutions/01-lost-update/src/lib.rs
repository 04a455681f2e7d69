//! The solution of exercise 1: a counter for several processes.
//!
//! The file is `counter.rs`. This one compiles it once for each world: for real
//! threads, for loom, and for shuttle.

interleave::worlds! {
    pub mod counter;
}
