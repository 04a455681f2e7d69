//! The solution of exercise 12: a lock that only its holder gives back.
//!
//! The file is `owned_lock.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    pub mod owned_lock;
}
