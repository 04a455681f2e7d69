//! What is copied, said by its type.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

/// A value of which each process has a copy of its own.
///
/// Any plain value is copied when it crosses to another process; this says so to whoever
/// reads the types. Its counterpart is a [`Handle`](super::Handle).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Copied<T>(pub T);

impl<T> Deref for Copied<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Copied<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
