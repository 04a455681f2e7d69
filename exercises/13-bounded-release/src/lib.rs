//! Exercise 13: a semaphore with a bound.
//!
//! Your file is `semaphore.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    pub mod semaphore;
}
