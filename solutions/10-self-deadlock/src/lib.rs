//! The solution of exercise 10: two accounts, and functions that call each other.
//!
//! The file is `ledger.rs`. This one compiles it once for each world: for real
//! processes on Linux, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    pub mod ledger;
}
