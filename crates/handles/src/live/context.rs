//! Contexts: a start method, and everything that is made for it.

use os::{InShared, OsError};
use serde::Serialize;

use super::entry::{Body, Outcome};
use super::handle::Handle;
use super::process::Process;
use crate::StartMethod;

/// Makes processes of one start method, and handles that they can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    method: StartMethod,
}

impl Context {
    /// The context of this start method.
    #[must_use]
    pub fn new(method: StartMethod) -> Context {
        Context { method }
    }

    /// Its start method.
    #[must_use]
    pub fn method(self) -> StartMethod {
        self.method
    }

    /// Moves a value into memory that this process and its children share.
    ///
    /// # Errors
    ///
    /// [`OsError::Map`] when the kernel has no memory, no mapping or no descriptor left.
    pub fn share<T: InShared>(self, value: T) -> Result<Handle<T>, OsError> {
        Handle::new(value, self.method)
    }

    /// A process that will run this function with these arguments.
    ///
    /// A forked child inherits the arguments; a spawned one gets them pickled, and the
    /// function must be one of the entries that [`bootstrap`](super::bootstrap) was told.
    pub fn process<A, R>(self, function: impl Body<A, R>, arguments: A) -> Process
    where
        A: Serialize + Send + 'static,
        R: Outcome + 'static,
    {
        Process::new(self.method, function, arguments)
    }
}
