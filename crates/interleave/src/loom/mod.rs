//! The loom world: executions of the C11 memory model, as far as loom has it.
//!
//! loom 0.7.2 explores fewer executions than there are. With plain loads and
//! stores it misses some sequentially consistent ones (the first thread never
//! reads the second one's store), and it runs `SeqCst` accesses as
//! acquire-release ones, so that it also reports stale reads that `SeqCst`
//! forbids. This world therefore encodes a `SeqCst` load as `fetch_add(0)` and a
//! `SeqCst` store as `swap`: read-modify-writes read the newest value and
//! conflict with everything. The price: beside weaker orderings or plain memory,
//! such an access orders more than `SeqCst` does, so that a bug can hide there. Weaker orderings stay loom's own, and so does their
//! limit: only the seven newest stores of an atomic exist.

mod back;
mod explore;
pub mod sync;

pub use explore::{explore, explore_within};
