//! The programs that the explorers are compared on, once a world.

interleave::worlds! { pub mod counters; }
