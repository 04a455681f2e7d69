//! The entries of a program: which tasks its workers can run.

use handles::live::{Entry, registered};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::broker::broker;
use super::error::PoolError;
use super::runner::Runner;
use super::task::{Task, name_of};
use super::worker::worker;

/// Adds tasks to the entries of a program. Made for [`tasks!`](crate::tasks).
#[doc(hidden)]
#[derive(Debug)]
pub struct Entries(Vec<Entry>);

/// The entries that every pool needs. Made for [`tasks!`](crate::tasks).
#[doc(hidden)]
#[must_use]
pub fn with_own_entries() -> Entries {
    let ours = vec![
        Entry::new(broker),
        Entry::new(worker),
        Entry::other(&with_own_entries, Bootstrapped),
    ];
    Entries(ours)
}

/// Says that there are entries of a pool.
struct Bootstrapped;

/// Whether `main` has begun as it must.
pub(super) fn is_bootstrapped() -> bool {
    registered::<Bootstrapped>(name_of(&with_own_entries)).is_some()
}

/// Whether workers would find this task.
pub(super) fn check_registered(task: &'static str) -> Result<(), PoolError> {
    match registered::<Runner>(task) {
        Some(_) => Ok(()),
        None => Err(PoolError::NotRegistered { task }),
    }
}

impl Entries {
    /// Adds this task.
    #[must_use]
    pub fn task<T: DeserializeOwned, R: Serialize>(mut self, task: impl Task<T, R>) -> Entries {
        self.0.push(Entry::other(&task, Runner::new(task)));
        self
    }

    /// All of them.
    #[must_use]
    pub fn all(self) -> Vec<Entry> {
        self.0
    }
}

/// The functions that the workers of a program's pools can run: tasks and initializers.
/// They are given to [`bootstrap`](handles::live::bootstrap), for both start methods.
///
/// A program with processes of its own gives it both lists:
/// `bootstrap(entries![…].into_iter().chain(tasks![…]))`.
#[macro_export]
macro_rules! tasks {
    ($($task:expr),* $(,)?) => {
        $crate::live::with_own_entries()$(.task($task))*.all()
    };
}
