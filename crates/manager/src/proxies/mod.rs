//! The proxies, one type each.

mod array;
mod barrier;
mod condition;
pub(crate) mod dict;
mod event;
pub(crate) mod list;
mod lock;
mod namespace;
mod queue;
mod range;
mod registered;
mod semaphore;
mod value;

pub use array::ArrayProxy;
pub use barrier::BarrierProxy;
pub use condition::{ConditionProxy, Guards, Woken};
pub use dict::DictProxy;
pub use event::EventProxy;
pub use list::{ListIter, ListProxy};
pub use lock::{LockGuard, LockProxy, RLockProxy};
pub use namespace::NamespaceProxy;
pub use queue::{JoinableQueueProxy, QueueProxy};
pub use semaphore::{BoundedSemaphoreProxy, SemaphoreProxy};
pub use value::ValueProxy;
