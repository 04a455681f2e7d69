//! `try_lock`, where a world has it.

use std::sync::TryLockError;

/// A mutex that can be asked for.
pub trait Try {
    /// The right to use its data.
    type Guard<'a>
    where
        Self: 'a;

    /// Takes it if it is free; nothing if it is held, or if the world cannot say.
    fn take(&self) -> Option<Self::Guard<'_>>;
}

macro_rules! tries {
    ($world:ident) => {
        impl Try for interleave::$world::sync::Mutex<()> {
            type Guard<'a> = interleave::$world::sync::MutexGuard<'a, ()>;

            #[track_caller]
            fn take(&self) -> Option<Self::Guard<'_>> {
                match self.try_lock() {
                    Ok(guard) => Some(guard),
                    Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
                    Err(TryLockError::WouldBlock) => None,
                }
            }
        }
    };
}

tries! { real }
tries! { shuttle }

// loom misses failures; programs that ask are not run there.
impl Try for interleave::loom::sync::Mutex<()> {
    type Guard<'a> = interleave::loom::sync::MutexGuard<'a, ()>;

    fn take(&self) -> Option<Self::Guard<'_>> {
        None
    }
}
