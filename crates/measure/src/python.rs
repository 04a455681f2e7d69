//! The CPython of this machine, a contender in most benchmarks.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// A `python3` that runs.
#[derive(Clone, Debug)]
pub struct Python {
    /// As `python3 --version` tells it.
    pub version: String,
}

impl Python {
    /// The one on this machine, if there is one.
    #[must_use]
    pub fn find() -> Option<Python> {
        let done = Command::new("python3").arg("--version").output().ok()?;
        let version = String::from_utf8(done.stdout).ok()?;
        done.status.success().then(|| Python {
            version: version.trim().to_owned(),
        })
    }

    /// A script that is about to run, without what the user or the site adds. Its errors
    /// are seen.
    pub fn script(script: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("python3");
        command.arg("-I").arg(script).stderr(Stdio::inherit());
        command
    }
}
