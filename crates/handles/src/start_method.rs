//! The two ways to start a process.

use std::fmt;
use std::str::FromStr;

// ANCHOR: start_method
/// How a process is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StartMethod {
    /// The child is a copy of its parent, memory and all.
    Fork,
    /// The child runs the program anew, from the start of its file.
    Spawn,
}
// ANCHOR_END: start_method

impl fmt::Display for StartMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            StartMethod::Fork => "fork",
            StartMethod::Spawn => "spawn",
        })
    }
}

/// There is no start method of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no start method {name:?}: it is fork or spawn")]
pub struct UnknownStartMethod {
    /// The name that was given.
    pub name: String,
}

impl FromStr for StartMethod {
    type Err = UnknownStartMethod;

    fn from_str(name: &str) -> Result<Self, UnknownStartMethod> {
        match name {
            "fork" => Ok(StartMethod::Fork),
            "spawn" => Ok(StartMethod::Spawn),
            _ => Err(UnknownStartMethod { name: name.into() }),
        }
    }
}
