//! The solution of exercise 2: tickets for several buyers.
//!
//! The file is `tickets.rs`. This one compiles it once for each world: for real
//! threads, for loom, and for shuttle.

interleave::worlds! {
    pub mod tickets;
}
