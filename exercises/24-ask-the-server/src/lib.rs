//! Exercise 24: tickets in a server, and processes that sell them.
//!
//! Your file is `tickets.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle. Leave it as it is.

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
