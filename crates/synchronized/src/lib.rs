//! Chapter 2: values, arrays and strings that processes share, each with its lock.
//!
//! What lies in shared memory is made of *scalars*: numbers that are loaded and stored
//! in one step. A wrapper with a lock guards one access at a time, and hands its lock to
//! whoever needs it for longer.
//!
//! Reading order: `scalar`, `raw_value`, `raw_array`; then, with locks, `value`, `array`,
//! `shared_string`; then `programs`: what goes wrong with them, and what does not.
//!
//! # Platforms
//!
//! Linux only, for the locks of `recursive_lock`. Elsewhere this crate is empty, on
//! purpose.
#![cfg(target_os = "linux")]

mod error;
mod in_shared;

pub use error::{NoSuchIndex, TooLong, WrongLength};

interleave::worlds! {
    use recursive_lock as locks;
    pub mod scalar;
    pub mod raw_value;
    pub mod raw_array;
    pub mod value;
    pub mod array;
    pub mod shared_string;
    pub mod programs;
}
