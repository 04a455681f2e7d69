//! The solution, from where it lies.

#[path = "../../../../../../solutions/01-lost-update/src/counter.rs"]
mod solution {
    pub use super::super::sync;
}

pub use solution::Counter;
