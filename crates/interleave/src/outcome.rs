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
    /// Nobody can go on, and some process goes round a loop that looks for a change
    /// which never comes: a livelock. The waits, as in a deadlock.
    Livelocked(Vec<Wait>),
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
    /// Somebody to wake it: at a condition variable, a futex, or where it parks.
    WakeUp {
        /// The name of the object.
        at: String,
    },
    /// Others to come to a barrier.
    Others {
        /// The name of the barrier.
        at: String,
        /// How many are missing.
        missing: usize,
    },
    /// A message.
    Message {
        /// The name of the channel.
        channel: String,
    },
    /// Somebody to take a message.
    Room {
        /// The name of the channel.
        channel: String,
    },
    /// A change of one of these objects, going round a loop.
    Change {
        /// Their names.
        objects: Vec<String>,
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

/// The processes that wait for each other in a circle, each with its wait: the
/// first waits for the second, and so on, and the last for the first. A process
/// that waits for itself is a circle of one. Nothing if there is no circle.
#[must_use]
pub fn circle(waits: &[Wait]) -> Option<Vec<&Wait>> {
    let next = |wait: &Wait| {
        let awaited = match wait.on {
            WaitsOn::Lock { holder, .. } => holder,
            WaitsOn::End { child } => child,
            _ => return None,
        };
        waits.iter().find(|other| other.process == awaited)
    };
    waits.iter().find_map(|first| {
        let mut way = vec![first];
        loop {
            let after = next(way[way.len() - 1])?;
            if after.process == first.process {
                return Some(way);
            }
            if way.iter().any(|wait| wait.process == after.process) {
                // A circle, but this one only leads into it.
                return None;
            }
            way.push(after);
        }
    })
}

/// The waits, those in a circle first.
fn list(f: &mut fmt::Formatter<'_>, waits: &[Wait]) -> fmt::Result {
    let first = circle(waits).unwrap_or_default();
    let in_circle = |wait: &&Wait| first.iter().any(|other| other.process == wait.process);
    let rest = waits.iter().filter(|wait| !in_circle(wait));
    for (n, wait) in first.iter().copied().chain(rest).enumerate() {
        if n > 0 {
            f.write_str("; ")?;
        }
        fmt::Display::fmt(wait, f)?;
    }
    Ok(())
}

impl<T: fmt::Debug> fmt::Display for Outcome<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Returned(value) => write!(f, "{value:?}"),
            Outcome::Deadlocked(waits) => {
                f.write_str("deadlock: ")?;
                list(f, waits)
            }
            Outcome::Livelocked(waits) => {
                f.write_str("livelock: ")?;
                list(f, waits)
            }
            Outcome::Panicked(panic) => panic.fmt(f),
        }
    }
}

impl Wait {
    /// What the process does, such as `waits for left, which B holds`.
    #[must_use]
    pub fn says(&self) -> String {
        match &self.on {
            WaitsOn::Lock { lock, holder } if *holder == self.process => {
                format!("waits for {lock}, which it holds itself")
            }
            WaitsOn::Lock { lock, holder } => format!("waits for {lock}, which {holder} holds"),
            WaitsOn::WakeUp { at } => format!("waits at {at} to be woken"),
            WaitsOn::Others { at, missing } => format!("waits at {at} for {missing} more"),
            WaitsOn::Message { channel } => format!("waits for a message in {channel}"),
            WaitsOn::Room { channel } => format!("waits for room in {channel}"),
            WaitsOn::Change { objects } => format!("loops until {} changes", objects.join(" or ")),
            WaitsOn::End { child } => format!("waits for the end of {child}"),
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.process, self.says(), self.place)
    }
}

/// Whether a panic with this message is loom's report of a data race.
pub(crate) fn is_data_race(message: &str) -> bool {
    message.starts_with("Causality violation")
}

impl Panic {
    /// Whether it is no panic of the program: loom ends an execution so where two
    /// processes use the same plain memory, one of them writes, and nothing orders the
    /// two.
    #[must_use]
    pub fn is_data_race(&self) -> bool {
        is_data_race(&self.message)
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
