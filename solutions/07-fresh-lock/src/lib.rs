//! The solution of exercise 7: a countdown that several processes share.
//!
//! The file is `countdown.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    pub mod countdown;
}
