//! Exercise 2: tickets for several buyers.
//!
//! Your file is `tickets.rs`. This one compiles it once for each world: for real
//! threads, for loom, and for shuttle. Leave it as it is.

interleave::worlds! {
    pub mod tickets;
}
