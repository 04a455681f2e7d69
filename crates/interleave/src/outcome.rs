//! How an execution ends: with a value, in a deadlock, or in a panic.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::step::{Place, Process};

/// How an execution ended.
///
/// An outcome compares equal to a plain value when the body returned that
/// value, so that `assert_eq!(report.outcomes(), [1, 2])` reads well and yet
/// fails when some execution deadlocks or panics.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome<T> {
    /// Every process ended, and the body returned this.
    Returned(T),
    /// Some process waits for ever: the waits that nobody can end.
    Deadlocked(Vec<Wait>),
    /// Some process panicked. If several did, this is the panic of the one that
    /// was spawned first; `main` comes last, for its panic is often only the
    /// echo of a child's.
    Panicked(Panic),
}

/// A process that waits for ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wait {
    /// Who waits.
    pub process: Process,
    /// What for.
    pub on: WaitsOn,
    /// Where.
    pub place: Place,
}

/// What a process waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsOn {
    /// A lock that another process, or the process itself, holds.
    Lock {
        /// The name of the lock.
        lock: String,
        /// Who holds it.
        holder: Process,
    },
    /// The end of another process.
    End {
        /// The process that does not end.
        child: Process,
    },
}

/// A panic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Panic {
    /// Who panicked.
    pub process: Process,
    /// With which message.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
}

impl<T> Outcome<T> {
    /// The value the body returned, if it did.
    pub fn returned(&self) -> Option<&T> {
        match self {
            Outcome::Returned(value) => Some(value),
            _ => None,
        }
    }
}

impl<T: PartialEq> PartialEq<T> for Outcome<T> {
    fn eq(&self, value: &T) -> bool {
        self.returned() == Some(value)
    }
}

impl<T: fmt::Debug> fmt::Display for Outcome<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Returned(value) => write!(f, "{value:?}"),
            Outcome::Deadlocked(waits) => {
                f.write_str("deadlock: ")?;
                for (n, wait) in waits.iter().enumerate() {
                    if n > 0 {
                        f.write_str("; ")?;
                    }
                    wait.fmt(f)?;
                }
                Ok(())
            }
            Outcome::Panicked(panic) => panic.fmt(f),
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wait { process, on, place } = self;
        match on {
            WaitsOn::Lock { lock, holder } if holder == process => {
                write!(
                    f,
                    "{process} waits for {lock}, which it holds itself ({place})"
                )
            }
            WaitsOn::Lock { lock, holder } => {
                write!(
                    f,
                    "{process} waits for {lock}, which {holder} holds ({place})"
                )
            }
            WaitsOn::End { child } => write!(f, "{process} waits for the end of {child} ({place})"),
        }
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panic in {}: {}", self.process, self.message)?;
        match &self.place {
            Some(place) => write!(f, " ({place})"),
            None => Ok(()),
        }
    }
}

/// The message of a panic, from its payload.
#[must_use]
pub fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic whose payload is not a string".to_owned())
}
