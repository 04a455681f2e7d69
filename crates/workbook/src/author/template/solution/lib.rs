//! The solution of exercise 0: TODO(author): what it is about, in one line.
//!
//! The file is `mark.rs`. This one compiles it once for each world: for real threads,
//! for loom, and for shuttle.

interleave::worlds! {
    pub mod mark;
}
