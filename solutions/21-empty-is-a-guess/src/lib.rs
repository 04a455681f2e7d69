//! The solution of exercise 21: a writer and readers with a queue between them.
//!
//! The file is `reading.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use handles as handles;
    #[allow(
        clippy::missing_panics_doc,
        reason = "the file is short: it panics only where one of its own processes does"
    )]
    pub mod reading;
}
