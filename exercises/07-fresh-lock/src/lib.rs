//! Exercise 7: a countdown that several processes share.
//!
//! Your file is `countdown.rs`. This one compiles it once for each world: for real
//! processes, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    pub mod countdown;
}
