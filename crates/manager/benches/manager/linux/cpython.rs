//! The same in CPython, by a script beside this file.

use std::time::Duration;

use anyhow::{Context, ensure};
use measure::Python;
use serde::Deserialize;

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/benches/manager/linux/manager.py"
);

/// What the script prints.
#[derive(Deserialize)]
struct Measured {
    seconds: f64,
}

/// Does it so many times in CPython. The script checks what came of it.
pub(crate) fn measure(job: &str, times: u64) -> anyhow::Result<Duration> {
    let done = Python::script(SCRIPT)
        .args([job])
        .arg(times.to_string())
        .output()
        .context("cannot start python3")?;
    ensure!(done.status.success(), "manager.py failed");
    let measured: Measured =
        serde_json::from_slice(&done.stdout).context("manager.py tells no numbers")?;
    Ok(Duration::from_secs_f64(measured.seconds))
}
