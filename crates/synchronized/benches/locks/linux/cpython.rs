//! The same increments in CPython, by a script beside this file.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/benches/locks/linux/increments.py"
);

/// A `python3` that runs.
pub(crate) struct Python {
    /// As `python3 --version` tells it.
    pub(crate) version: String,
}

/// What the script prints.
#[derive(Deserialize)]
struct Measured {
    count: u64,
    seconds: f64,
}

impl Python {
    /// The one on this machine, if there is one.
    pub(crate) fn find() -> Option<Python> {
        let done = Command::new("python3").arg("--version").output().ok()?;
        let version = String::from_utf8(done.stdout).ok()?;
        done.status.success().then(|| Python {
            version: version.trim().to_owned(),
        })
    }

    /// Lets so many processes increment a counter that they share.
    pub(crate) fn measure(
        &self,
        what: &str,
        parties: u64,
        increments: u64,
    ) -> anyhow::Result<Duration> {
        let done = Command::new("python3")
            // Without what the user or the site adds.
            .args(["-I", SCRIPT, what])
            .args([parties.to_string(), increments.to_string()])
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start python3")?;
        ensure!(done.status.success(), "increments.py failed");
        let measured: Measured =
            serde_json::from_slice(&done.stdout).context("increments.py tells no numbers")?;
        let made = parties * increments;
        ensure!(
            measured.count == made,
            "of {made} increments {} are left",
            measured.count
        );
        Ok(Duration::from_secs_f64(measured.seconds))
    }
}
