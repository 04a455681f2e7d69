//! The solution of exercise 11: a recursive lock, made of a plain one.
//!
//! The file is `rlock.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    pub mod rlock;
}
