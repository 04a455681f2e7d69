//! Exercise 11: a recursive lock, made of a plain one.
//!
//! Your file is `rlock.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle. `super::locks` has the locks of
//! chapter 3. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    pub mod rlock;
}
