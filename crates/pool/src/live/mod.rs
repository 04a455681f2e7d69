//! The pool of real processes.
//!
//! A pool has three kinds of processes, each with one thread. The *parent* asks for tasks
//! to be done. The *broker*, its child, hands them out. The *workers*, the broker's
//! children, do them. There is one socket between the parent and the broker, and one
//! between the broker and each worker: so the broker knows at any time who has what, and
//! when a worker dies, whose task died with it. The broker never waits for one of them
//! only; what cannot be sent yet, it keeps.
//!
//! ```
//! use handles::StartMethod;
//! use handles::live::{Context, bootstrap};
//! use pool::live::Pool;
//!
//! fn square(number: u64) -> u64 {
//!     number * number
//! }
//!
//! fn main() -> Result<(), pool::live::PoolError> {
//!     bootstrap(pool::tasks![square]);
//!     let pool = Pool::new(Context::new(StartMethod::Fork), 2)?;
//!     assert_eq!(pool.map(square, 1..=4)?, [1, 4, 9, 16]);
//!     Ok(())
//! }
//! ```
//!
//! Reading order: `task` (what can be done) and `entries` (by whom it is found), `outcome`
//! and `messages` (what travels), `claims` (who does a chunk, decided by one
//! compare-and-swap), `initializer`, `runner`, `worker`; `crew` (a worker as the broker sees
//! it), `ready`, `outgoing` and `broker`; then the side of the parent: `link` (to the
//! broker), `gather` and `result`, `stream` and `imap`, `chunks`, `pool`, `builder`, `error`.

mod broker;
mod builder;
mod chunks;
mod claims;
mod crew;
mod entries;
mod error;
mod gather;
mod imap;
mod initializer;
mod link;
mod messages;
mod outcome;
mod outgoing;
mod pool;
mod ready;
mod result;
mod runner;
mod stream;
mod task;
mod worker;

pub use builder::Builder;
pub use chunks::Chunks;
#[doc(hidden)]
pub use entries::with_own_entries;
pub use error::PoolError;
pub use imap::Imap;
pub use outcome::Failure;
pub use pool::Pool;
pub use result::AsyncResult;
pub use task::{Fallible, Task, fallible};
