//! Processes, handles and queues of a real system.
//!
//! Reading order: `context` (which start method, and what it makes), `handle` (what is
//! shared), `copied` (what is not), `pickle` (what travels), `family_key` (what travels to
//! children only), `entry` and `bootstrap` (where a spawned child begins), `process`,
//! `start`, `exit`, `report` (how a child says that it panicked), `current` (who am I),
//! `wait`, `error`. Then the queues: `pipe` (where items lie), `closable`, `simple_queue`,
//! `queue`, `joinable_queue`, `queue_error`.

mod bootstrap;
mod closable;
mod context;
mod copied;
mod current;
mod entry;
mod error;
mod exit;
mod family_key;
mod handle;
mod joinable_queue;
pub mod pickle;
mod pipe;
mod process;
mod queue;
mod queue_error;
mod report;
mod simple_queue;
mod start;
mod wait;

pub use bootstrap::{bootstrap, registered};
pub use context::Context;
pub use copied::Copied;
pub use current::{Member, active_children, current_process, parent_process};
pub use entry::{Entry, Outcome};
pub use error::{PickleError, ProcessError};
pub use exit::Exit;
pub use family_key::{AuthKey, EmptyKey, family_key};
pub use handle::Handle;
pub use joinable_queue::JoinableQueue;
pub use process::Process;
pub use queue::Queue;
pub use queue_error::QueueError;
pub use report::PanicReport;
pub use simple_queue::SimpleQueue;
pub use wait::first_to_end;
