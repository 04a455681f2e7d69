//! Exercise 15: a barrier.
//!
//! Your file is `wait.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    pub mod wait;
}
