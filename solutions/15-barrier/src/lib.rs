//! The solution of exercise 15: a barrier.
//!
//! The file is `wait.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    pub mod wait;
}
