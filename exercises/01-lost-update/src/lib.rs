//! Exercise 1: a counter for several processes.
//!
//! Your file is `counter.rs`. This one compiles it once for each world: for real
//! threads, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    pub mod counter;
}
