//! The same in CPython, by a script beside this file.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/benches/handles/linux/handles.py"
);

/// A `python3` that runs.
pub(crate) struct Python {
    /// As `python3 --version` tells it.
    pub(crate) version: String,
}

/// What the script prints.
#[derive(Deserialize)]
struct Measured {
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
}

/// Does it so many times in CPython. The script checks what came of it.
pub(crate) fn measure(topic: &str, what: &str, times: u64) -> anyhow::Result<Duration> {
    let done = Command::new("python3")
        // Without what the user or the site adds.
        .args(["-I", SCRIPT, topic, what])
        .arg(times.to_string())
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start python3")?;
    ensure!(done.status.success(), "handles.py failed");
    let measured: Measured =
        serde_json::from_slice(&done.stdout).context("handles.py tells no numbers")?;
    Ok(Duration::from_secs_f64(measured.seconds))
}
