//! Exercise 0: TODO(author): what it is about, in one line.
//!
//! Your file is `mark.rs`. This one compiles it once for each world: for real threads,
//! for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    pub mod mark;
}
