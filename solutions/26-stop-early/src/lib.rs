//! The solution of exercise 26: letters that are sent until one goes wrong.
//!
//! The file is `batch.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    pub mod batch;
}
