//! Chapter 4: what crosses to another process, as a handle or as a copy; and queues.
//!
//! Two processes have two address spaces. What one of them writes, the other never sees,
//! but for memory that both have mapped. So everything that is given to another process
//! is one of two things: a *handle* of something that both use, or a *copy*.
//!
//! Reading order: `spaces` (address spaces, as a model), `copied_lock`,
//! `through_inheritance`, `made_again`; `queue` (a queue, as a model), `scenarios`,
//! `reading`, `feeder`, `join_before_drain`; `places`, `room` and `unfinished` (what a real
//! queue needs beside its sockets), and their `laws`. The processes themselves are in
//! `live`.
//!
//! # Platforms
//!
//! The models are there on every system. Processes, handles and queues need Linux;
//! elsewhere `real` and `live` are absent, on purpose.

mod claims;
mod error;
#[cfg(target_os = "linux")]
mod in_shared;
#[cfg(target_os = "linux")]
pub mod live;
mod start_method;

pub use recursive_lock::{ReleaseError, TooManyPermits};

pub use claims::CLAIMS;
pub use error::{CalledTooOften, OnlyByInheritance};
pub use start_method::{StartMethod, UnknownStartMethod};

interleave::worlds! {
    #![real(target_os = "linux")]
    use recursive_lock as locks;
    use synchronized as synchronized;
    pub mod spaces;
    pub mod copied_lock;
    pub mod queue;
    pub mod through_inheritance;
    pub mod made_again;
    pub mod scenarios;
    pub mod reading;
    pub mod feeder;
    pub mod join_before_drain;
    pub mod places;
    pub mod room;
    pub mod unfinished;
    pub mod laws;
}
