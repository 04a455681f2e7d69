//! What locks and semaphores promise, so that a law can be asked of any of them.

use super::sync::Arc;
use crate::ReleaseError;

/// Something that one thread of one process may hold at a time. A reference to it is as
/// good as itself.
pub trait Exclusive: Send + Sync {
    /// Waits until it is free, and takes it.
    fn acquire(&self);

    /// Gives it back.
    ///
    /// # Errors
    ///
    /// If it is free, or if the caller may not give it back. Nothing is changed then.
    fn release(&self) -> Result<(), ReleaseError>;
}

impl<L: Exclusive + ?Sized> Exclusive for &L {
    #[track_caller]
    fn acquire(&self) {
        (**self).acquire();
    }

    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        (**self).release()
    }
}

impl<L: Exclusive + ?Sized> Exclusive for Arc<L> {
    #[track_caller]
    fn acquire(&self) {
        (**self).acquire();
    }

    #[track_caller]
    fn release(&self) -> Result<(), ReleaseError> {
        (**self).release()
    }
}

/// A lock that its holder can let go of altogether, and take again as it was: what a
/// condition needs.
pub trait Monitor: Exclusive {
    /// Frees the lock, however often the caller has taken it. Returns how often.
    ///
    /// # Errors
    ///
    /// If the lock is free, or if it knows that the caller does not hold it. Nothing is
    /// changed then.
    fn let_go(&self) -> Result<u32, ReleaseError>;

    /// Waits until the lock is free, and takes it so many times.
    fn take_again(&self, depth: u32);

    /// Makes sure that the lock is held, by the caller as far as the lock can know.
    ///
    /// # Errors
    ///
    /// If it is not.
    fn must_be_held(&self) -> Result<(), ReleaseError>;
}

/// Something that so many may hold at a time.
pub trait Permits: Send + Sync + 'static {
    /// One that starts with a few permits.
    fn with(permits: u32) -> Self;

    /// Waits until there is a permit, and takes it.
    fn acquire(&self);

    /// Adds a permit.
    ///
    /// # Errors
    ///
    /// If there must not be another one. Nothing is changed then.
    fn release(&self) -> Result<(), ReleaseError>;

    /// How many permits are left.
    fn permits(&self) -> u32;
}
