//! The solution, from where it lies.

#[path = "../../../../../../solutions/01-lost-update/src"]
mod solution {
    pub use super::super::sync;

    pub mod counter;
}

pub use solution::counter::Counter;
