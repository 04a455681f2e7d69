//! The solution of exercise 5: a shelf for several readers.
//!
//! The file is `shelf.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    pub mod shelf;
}
