//! Handles: what several processes use is reached through one.

use std::any::{TypeId, type_name};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::sync::Arc;

use os::{InShared, OsError, Shared};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::PickleError;
use super::pickle::{Passed, not_arrived, pack, unpack};
use crate::StartMethod;

// ANCHOR: handle
/// Leads to a value in memory that several processes share: a lock, a number, an array.
///
/// A forked child inherits it. A spawned one gets it with its arguments: the descriptor of
/// the memory file is passed over a socket (`SCM_RIGHTS`), and the child maps the file. In
/// a message it is refused. A clone leads to the same value.
pub struct Handle<T: InShared> {
    shared: Arc<Shared<T>>,
}
// ANCHOR_END: handle

impl<T: InShared> Handle<T> {
    /// Moves a value into shared memory, for processes of this start method.
    pub(super) fn new(value: T, method: StartMethod) -> Result<Self, OsError> {
        let shared = match method {
            StartMethod::Fork => Shared::new(value)?,
            StartMethod::Spawn => Shared::in_memory_file(value)?,
        };
        Ok(Handle {
            shared: Arc::new(shared),
        })
    }

    /// Whether two handles lead to the same value. In a spawned child two that arrived may,
    /// each by a mapping of its own.
    #[must_use]
    pub fn same(&self, other: &Handle<T>) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared) || self.shared.same_file(&other.shared)
    }
}

impl<T: InShared> Clone for Handle<T> {
    fn clone(&self) -> Self {
        Handle {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T: InShared> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.shared
    }
}

impl<T: InShared + fmt::Debug> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&**self).finish()
    }
}

// ANCHOR: pickle
/// Only while a process is being spawned; elsewhere it is refused.
impl<T: InShared> Serialize for Handle<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let part = Part {
            object: type_name::<T>(),
            descriptor: self.shared.descriptor(),
        };
        (which::<T>(), part).serialize(serializer)
    }
}
// ANCHOR_END: pickle

impl<'de, T: InShared> Deserialize<'de> for Handle<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (arrived, passed) = <(u64, Passed)>::deserialize(deserializer)?;
        let file = unpack(&passed, type_name::<T>())?;
        if arrived != which::<T>() {
            return Err(not_arrived(PickleError::WrongHandle {
                arrived: format!("another {}", type_name::<T>()),
                expected: type_name::<T>().into(),
            }));
        }
        let shared = attach(file).map_err(|refused| not_arrived(refused.into()))?;
        Ok(Handle {
            shared: Arc::new(shared),
        })
    }
}

/// What of a handle is packed.
struct Part<'a> {
    object: &'static str,
    descriptor: Option<BorrowedFd<'a>>,
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        pack(self.object, self.descriptor, serializer)
    }
}

/// Tells a type from others of its name: two functions may have a type of one name inside.
/// It is the same in every process that runs this program.
fn which<T: 'static>() -> u64 {
    let mut hasher = DefaultHasher::new();
    TypeId::of::<T>().hash(&mut hasher);
    hasher.finish()
}

#[allow(
    unsafe_code,
    reason = "that the file holds this type is a promise the compiler cannot check"
)]
fn attach<T: InShared>(file: OwnedFd) -> Result<Shared<T>, OsError> {
    // SAFETY: it came with the number of this type, from a process that runs this program.
    unsafe { Shared::attach(file) }
}
