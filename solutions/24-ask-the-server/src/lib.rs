//! The solution of exercise 24: tickets in a server, and processes that sell them.
//!
//! The file is `tickets.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use handles as handles;
    use manager as manager;
    #[allow(
        clippy::missing_panics_doc,
        reason = "the file is short: it panics only where the server refuses, or is gone"
    )]
    pub mod tickets;
}
