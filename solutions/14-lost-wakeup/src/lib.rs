//! The solution of exercise 14: a mailbox for one letter.
//!
//! The file is `mailbox.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    #[allow(
        clippy::missing_panics_doc,
        clippy::new_without_default,
        reason = "the file is short: `unwrap` fails only where another process has panicked"
    )]
    pub mod mailbox;
}
