//! The solution of exercise 20: tasks that count themselves in the workers of a pool.
//!
//! The file is `tasks.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    use handles as handles;
    pub mod tasks;
}
