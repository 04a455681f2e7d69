//! The same increments in CPython, by a script beside this file.

use std::time::Duration;

use anyhow::{Context, ensure};
use measure::Python;
use serde::Deserialize;

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/benches/locks/linux/increments.py"
);

/// What the script prints.
#[derive(Deserialize)]
struct Measured {
    count: u64,
    seconds: f64,
}

/// Lets so many processes increment a counter that they share.
pub(crate) fn measure(what: &str, parties: u64, increments: u64) -> anyhow::Result<Duration> {
    let done = Python::script(SCRIPT)
        .arg(what)
        .args([parties.to_string(), increments.to_string()])
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
