//! Entries: the functions with which a spawned child can begin.

use std::any::{Any, type_name, type_name_of_val};
use std::fmt;
use std::io::{self, Write};

use serde::de::DeserializeOwned;

use super::error::PickleError;
use super::pickle::Pickled;

/// A function that a child can be spawned with, known by its path. Made by
/// [`entries!`](crate::entries).
pub struct Entry {
    pub(super) name: &'static str,
    /// Whether no other function has that name.
    is_unique: bool,
    kind: Kind,
}

/// What a function is found for.
enum Kind {
    /// A process begins with it.
    Process(Box<dyn Fn(Pickled) -> Result<u8, PickleError> + Send + Sync>),
    /// Something of another library, such as the task of a pool.
    Other(Box<dyn Any + Send + Sync>),
}

impl Entry {
    /// This function as an entry.
    pub fn new<A, R>(function: impl Body<A, R>) -> Entry
    where
        A: DeserializeOwned,
        R: Outcome,
    {
        Entry {
            name: type_name_of_val(&function),
            is_unique: name_of(&function).is_some(),
            kind: Kind::Process(Box::new(move |arguments| {
                Ok(function(arguments.unpickle()?).code())
            })),
        }
    }

    /// A function that is found, by its name and by the type of this, with
    /// [`registered`](super::registered): for libraries that have functions of their own
    /// kind called in other processes.
    pub fn other<F>(function: &F, kind: impl Any + Send + Sync) -> Entry {
        Entry {
            name: type_name_of_val(function),
            is_unique: name_of(function).is_some(),
            kind: Kind::Other(Box::new(kind)),
        }
    }

    /// Runs it with the arguments that arrived, and returns the exit code.
    pub(super) fn run(&self, arguments: Pickled) -> Result<u8, PickleError> {
        match &self.kind {
            Kind::Process(run) => run(arguments),
            Kind::Other(_) => unreachable!("no process is begun with it"),
        }
    }

    /// Whether a process can begin with it.
    pub(super) fn is_of_process(&self) -> bool {
        matches!(self.kind, Kind::Process(_))
    }

    /// What [`other`](Entry::other) was given, if it was of this type.
    pub(super) fn of_kind<K: Any>(&self) -> Option<&K> {
        match &self.kind {
            Kind::Process(_) => None,
            Kind::Other(kind) => kind.downcast_ref(),
        }
    }

    /// Whether it can be told from all others by its name.
    pub(super) fn has_a_name(&self) -> bool {
        self.is_unique
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What a process can run: a function of its arguments.
pub trait Body<A, R>: Fn(A) -> R + Copy + Send + Sync + 'static {}

impl<A, R, F: Fn(A) -> R + Copy + Send + Sync + 'static> Body<A, R> for F {}

/// The path of a function, the same in every process that runs this program. A closure has
/// none of its own, and a function pointer or a closure with values is more than its type.
pub(super) fn name_of<F>(_: &F) -> Option<&'static str> {
    let name = type_name::<F>();
    (size_of::<F>() == 0 && !name.contains("{{closure}}")).then_some(name)
}

/// What the function of a process returns: it becomes the exit code.
pub trait Outcome {
    /// The exit code; 0 says that all went well.
    fn code(self) -> u8;
}

impl Outcome for () {
    fn code(self) -> u8 {
        0
    }
}

impl Outcome for u8 {
    fn code(self) -> u8 {
        self
    }
}

/// An error is written to standard error, and becomes 1.
impl<R: Outcome, E: fmt::Display> Outcome for Result<R, E> {
    fn code(self) -> u8 {
        match self {
            Ok(outcome) => outcome.code(),
            Err(error) => {
                let name = super::current_process().name;
                // The code alone tells how it ended; a closed pipe does not change that.
                let _ = writeln!(io::stderr(), "{name}: {error}");
                1
            }
        }
    }
}

/// The entries of a program: the functions that a spawned child can begin with.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// fn greet(name: String) {
///     println!("hello, {name}");
/// }
///
/// // The first call of main.
/// handles::live::bootstrap(handles::entries![greet]);
/// # }
/// ```
#[macro_export]
macro_rules! entries {
    ($($function:expr),* $(,)?) => {
        ::std::vec![$($crate::live::Entry::new($function)),*]
    };
}
