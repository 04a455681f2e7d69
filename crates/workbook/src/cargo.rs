//! Calling Cargo.

use std::path::Path;
use std::process::Command;

use anyhow::Context;

/// What Cargo said.
#[derive(Debug)]
pub(crate) struct Said {
    /// Whether it did what it was asked to.
    pub(crate) success: bool,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it printed as errors.
    pub(crate) stderr: String,
}

/// Calls the Cargo that started us, or the one on the path, in this folder.
///
/// # Errors
///
/// If it cannot be started.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> anyhow::Result<Said> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(folder)
        .args(arguments)
        .output()
        .context("cannot start cargo; is it installed and on the path?")?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Said {
        success: output.status.success(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    })
}
