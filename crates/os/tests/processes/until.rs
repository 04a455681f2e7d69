//! Waiting for another process, but not for ever.

use std::{
    thread,
    time::{Duration, Instant},
};

/// After this long a wait has failed; one that succeeds takes microseconds.
const LIMIT: Duration = Duration::from_secs(10);

/// Yields the processor until `condition` holds.
///
/// # Panics
///
/// When it does not hold in time: a broken build fails its tests rather than
/// hanging in them.
pub(crate) fn until(condition: impl Fn() -> bool) {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < LIMIT, "waited for {LIMIT:?} in vain");
        thread::yield_now();
    }
}
