//! Chapter 2: values, arrays, strings and structures that processes share, each with its
//! lock.
//!
//! What lies in shared memory is made of *scalars*: numbers that are loaded and stored
//! in one step. A wrapper with a lock guards one access at a time, and hands its lock to
//! whoever needs it for longer.
//!
//! Reading order: `scalar`, `raw_value`, `raw_array`, `raw_string`, `raw_struct`; then
//! `synchronized`, what has a lock: `value`, `array`, `shared_string`, `structure`; then
//! the programs that go wrong with them, and those that do not: `programs`, `adding`,
//! `logging`, `tearing`.
//!
//! # Platforms
//!
//! The models are there on every system. The real world needs the futex of Linux;
//! elsewhere `real` is absent, on purpose.

mod claims;
mod claims_of_recursion;
mod error;
#[cfg(target_os = "linux")]
mod in_shared;

pub use synchronized_derive::Fields;

pub use claims::CLAIMS;
pub use claims_of_recursion::CLAIMS as CLAIMS_OF_RECURSION;
pub use error::{NoSuchIndex, TooLong, WrongLength};

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    pub mod scalar;
    pub mod raw_value;
    pub mod raw_array;
    pub mod raw_string;
    pub mod raw_struct;
    pub mod synchronized;
    pub mod value;
    pub mod array;
    pub mod shared_string;
    pub mod structure;
    pub mod programs;
    pub mod adding;
    pub mod logging;
    pub mod tearing;
}
