//! Some counter: who uses it cannot know which one it is.

use std::fmt;
use std::sync::Arc;

use super::chapter::workers;

/// A counter that starts at 10. A clone is the same counter.
#[derive(Clone)]
pub struct Counter(Arc<dyn Counts>);

/// A question about a counter.
pub type Question = verdict::Question<Counter>;

impl Counter {
    /// One of this kind.
    #[must_use]
    pub fn of<C: workers::Counter>() -> Counter {
        Counter(Arc::new(C::new(10)))
    }

    /// Adds one.
    pub fn increment(&self) {
        self.0.increment();
    }

    /// The total so far.
    #[must_use]
    pub fn get(&self) -> u32 {
        self.0.get()
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It does not say which one it is.
        f.debug_struct("Counter").finish_non_exhaustive()
    }
}

/// What every counter can do, once it is there.
trait Counts: Send + Sync {
    fn increment(&self);
    fn get(&self) -> u32;
}

impl<C: workers::Counter> Counts for C {
    fn increment(&self) {
        workers::Counter::increment(self);
    }

    fn get(&self) -> u32 {
        workers::Counter::get(self)
    }
}
