//! Exercise 28: the progress of a pool.
//!
//! Your file is `report.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    pub mod report;
}
