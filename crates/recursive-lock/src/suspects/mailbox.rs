//! Some mailbox: who uses it cannot know which one it is.

use std::fmt;
use std::sync::Arc;

/// What every mailbox can do.
pub trait Holds: Send + Sync {
    /// Waits until there is no letter, and puts one in.
    fn put(&self, letter: u32);

    /// Waits until there is a letter, and takes it out.
    fn take(&self) -> u32;
}

/// A mailbox for one letter at a time, empty at first. A letter is a number other than
/// zero. A clone is the same mailbox.
#[derive(Clone)]
pub struct Mailbox(Arc<dyn Holds>);

/// A question about a mailbox.
pub type Question = verdict::Question<Mailbox>;

impl Mailbox {
    /// One of this kind.
    #[must_use]
    pub fn of<M: Holds + Default + 'static>() -> Mailbox {
        Mailbox(Arc::new(M::default()))
    }

    /// Waits until there is no letter, and puts one in.
    pub fn put(&self, letter: u32) {
        self.0.put(letter);
    }

    /// Waits until there is a letter, and takes it out.
    #[must_use]
    pub fn take(&self) -> u32 {
        self.0.take()
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It does not say which one it is.
        f.debug_struct("Mailbox").finish_non_exhaustive()
    }
}
