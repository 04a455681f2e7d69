//! The solution of exercise 29: a pool that is terminated.
//!
//! The file is `ending.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use pool as pool;
    use recursive_lock as locks;
    pub mod ending;
}
