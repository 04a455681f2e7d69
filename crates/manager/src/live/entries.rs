//! The entries of a program: what its servers can make.

use std::any::type_name;

use handles::live::{Entry, registered};

use crate::server::Kinds;

use super::manager::server;

/// Adds what servers can make to the entries of a program. Made for
/// [`serves!`](crate::serves).
#[doc(hidden)]
#[derive(Debug)]
pub struct Entries(Vec<Entry>);

/// The entries that every manager needs. Made for [`serves!`](crate::serves).
#[doc(hidden)]
#[must_use]
pub fn with_own_entries() -> Entries {
    Entries(vec![Entry::new(server)])
}

/// What says what a server can make.
pub(super) struct MakeKinds(Box<dyn Fn() -> Kinds + Send + Sync>);

impl MakeKinds {
    pub(super) fn new(make: impl Fn() -> Kinds + Send + Sync + 'static) -> MakeKinds {
        MakeKinds(Box::new(make))
    }

    pub(super) fn make(&self) -> Kinds {
        (self.0)()
    }
}

/// The function of this path.
pub(super) fn find(path: &str) -> Option<&'static MakeKinds> {
    registered(path)
}

/// The path of a function.
pub(super) fn path_of<F>(_: &F) -> &'static str {
    type_name::<F>()
}

impl Entries {
    /// Adds this function.
    #[must_use]
    pub fn kinds(mut self, kinds: impl Fn() -> Kinds + Copy + Send + Sync + 'static) -> Entries {
        self.0.push(Entry::other(&kinds, MakeKinds::new(kinds)));
        self
    }

    /// All of them.
    #[must_use]
    pub fn all(self) -> Vec<Entry> {
        self.0
    }
}

/// What the servers of a program can make beside what every server makes: functions that
/// return [`Kinds`](crate::server::Kinds). They are given to
/// [`bootstrap`](handles::live::bootstrap) along with the other entries; a program that
/// spawns a manager gives at least `serves![]`.
///
/// `bootstrap(entries![...].into_iter().chain(serves![...]))`
#[macro_export]
macro_rules! serves {
    ($($kinds:expr),* $(,)?) => {
        $crate::live::with_own_entries()$(.kinds($kinds))*.all()
    };
}

impl std::fmt::Debug for MakeKinds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MakeKinds").finish_non_exhaustive()
    }
}
