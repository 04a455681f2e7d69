//! The objects of a server, as they lie there. Each one is a plain value with calls.

pub(crate) mod array;
pub(crate) mod barrier;
pub(crate) mod condition;
pub(crate) mod dict;
pub(crate) mod event;
pub(crate) mod list;
pub(crate) mod lock;
pub(crate) mod namespace;
mod place;
pub(crate) mod queue;
pub(crate) mod registered;
pub(crate) mod semaphore;
pub(crate) mod value;
