//! Exercise 10: two accounts, and functions that call each other.
//!
//! Your file is `ledger.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle. `super::locks` has the locks of
//! chapter 3. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    pub mod ledger;
}
