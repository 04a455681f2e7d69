//! Exercise 23: rows in a server, and processes that add to them.
//!
//! Your file is `table.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use handles as handles;
    use manager as manager;
    #[allow(
        clippy::missing_panics_doc,
        reason = "the file is short: it panics only where the server refuses, or is gone"
    )]
    pub mod table;
}
