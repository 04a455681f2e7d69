//! Exercise 19: an account, and workers that book into it.
//!
//! Your file is `account.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    use handles as handles;
    #[allow(
        clippy::new_without_default,
        reason = "the file is short, and nobody asks for a default"
    )]
    pub mod account;
}
