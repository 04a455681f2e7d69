//! Who does a chunk: the worker that was given it, or the broker, who takes it back.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use handles::live::{Context, Handle};
use os::OsError;
use serde::{Deserialize, Serialize};

// ANCHOR: claims
/// The number of the next chunk that nobody has claimed, of those that a worker was given.
///
/// It is in memory that the broker and the worker share. Both move it by compare-and-swap:
/// the worker by one, when it begins a chunk; the broker past all that it has given away,
/// when it takes back what was not begun. So each chunk is claimed once. It outlives the
/// worker: then it says what the worker had begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Claims(Handle<AtomicU64>);

impl Claims {
    /// For a new worker.
    pub(super) fn new(context: Context) -> Result<Claims, OsError> {
        Ok(Claims(context.share(AtomicU64::new(0))?))
    }

    /// The worker begins this chunk. Returns whether it may: not when it was taken back.
    pub(super) fn begin(&self, number: u64) -> bool {
        let next = self.0.compare_exchange(number, number + 1, SeqCst, SeqCst);
        next.is_ok()
    }

    /// The broker takes back all that was not begun, of the chunks below `given`. Returns
    /// the number of the first of them.
    pub(super) fn take_back(&self, given: u64) -> u64 {
        self.0.swap(given, SeqCst)
    }
}
// ANCHOR_END: claims
