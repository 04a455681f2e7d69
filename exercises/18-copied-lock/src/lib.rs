//! Exercise 18: workers that count together.
//!
//! Your file is `workers.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    use handles as handles;
    #[allow(
        clippy::missing_panics_doc,
        reason = "the file is short: it panics only where one of its own processes does"
    )]
    pub mod workers;
}
