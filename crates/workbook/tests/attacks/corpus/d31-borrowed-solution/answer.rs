//! Somebody else's counter.

pub use ::increment::shuttle::atomic::Counter;
