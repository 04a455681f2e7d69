//! The solution, from where it lies.

include!("../../../../../../solutions/01-lost-update/src/counter.rs");
