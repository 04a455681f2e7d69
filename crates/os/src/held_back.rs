//! Holding a signal back while something must not be left half done.

use std::{marker::PhantomData, thread};

use nix::sys::signal::{SigSet, SigmaskHow, Signal};

use crate::OsError;

/// SIGTERM waits as long as this lives: [`Child::terminate`](crate::Child::terminate) by
/// another process takes effect when it is dropped.
///
/// It holds for the thread that made it; the signal is held back from a process when all
/// of its threads hold it back. Two of them can be nested: the signal gets through when
/// the last one is dropped. SIGKILL cannot be held back.
///
/// A child that is forked meanwhile holds the signal back, too.
#[derive(Debug)]
#[must_use = "the signal gets through again when this is dropped"]
pub struct HeldBack {
    before: SigSet,
    /// The mask belongs to one thread, so this stays there.
    here: PhantomData<*const ()>,
}

impl HeldBack {
    /// Holds SIGTERM back from now on.
    ///
    /// # Errors
    ///
    /// [`OsError::Mask`] when the kernel refuses.
    pub fn new() -> Result<HeldBack, OsError> {
        let mut termination = SigSet::empty();
        termination.add(Signal::SIGTERM);
        let before = termination
            .thread_swap_mask(SigmaskHow::SIG_BLOCK)
            .map_err(|errno| OsError::Mask {
                source: errno.into(),
            })?;
        Ok(HeldBack {
            before,
            here: PhantomData,
        })
    }
}

impl Drop for HeldBack {
    fn drop(&mut self) {
        let restored = self.before.thread_set_mask();
        // It is a mask that the kernel gave us.
        debug_assert!(restored.is_ok() || thread::panicking(), "{restored:?}");
    }
}
