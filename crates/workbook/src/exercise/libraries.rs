//! The libraries that an answer is compiled against.
//!
//! Cargo builds them once and says where they are. From there on `rustc` is
//! called directly: two seconds an answer, and no manifest, build script or
//! macro of a student's has a say.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::run::run;

/// The packages that an exercise or its check may name.
const NEEDED: [&str; 8] = [
    "handles",
    "increment",
    "interleave",
    "manager",
    "pool",
    "recursive-lock",
    "synchronized",
    "verdict",
];

/// How long building them may take. The first time, everything below them is
/// built too.
const LIMIT: Duration = Duration::from_secs(1800);

/// Where the compiled libraries are.
#[derive(Clone, Debug)]
pub(crate) struct Libraries {
    /// The name and file of each of our own.
    pub(crate) ours: Vec<(String, PathBuf)>,
    /// The folders of those that they need.
    pub(crate) folders: Vec<PathBuf>,
}

/// A line of what `cargo build --message-format=json` says.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Message {
    CompilerArtifact {
        target: Target,
        filenames: Vec<PathBuf>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Libraries {
    /// Builds them, if they are not built yet.
    ///
    /// # Errors
    ///
    /// If Cargo cannot be started, or the build fails: with what Cargo says.
    pub(crate) fn build(root: &Path) -> anyhow::Result<Libraries> {
        let spinner = crate::progress::bar(1, "building the checkers");
        spinner.set_message("the first time takes a minute");
        spinner.tick();
        let mut cargo = Command::new(tool("CARGO", "cargo"));
        cargo
            .current_dir(root)
            .args(["build", "--message-format=json-render-diagnostics"]);
        for package in NEEDED {
            cargo.args(["--package", package]);
        }
        let ended = run(&mut cargo, LIMIT)?;
        spinner.finish_and_clear();
        if !ended.success() {
            bail!("the libraries cannot be built:\n\n{}", ended.stderr.trim());
        }
        Libraries::from_messages(&ended.stdout)
    }

    fn from_messages(messages: &str) -> anyhow::Result<Libraries> {
        let mut ours = Vec::new();
        let mut folders = BTreeSet::new();
        for line in messages.lines() {
            let message = serde_json::from_str(line).context("cargo said what is not JSON")?;
            let Message::CompilerArtifact { target, filenames } = message else {
                continue;
            };
            folders.extend(
                filenames
                    .iter()
                    .filter_map(|file| file.parent())
                    .map(Path::to_owned),
            );
            if NEEDED
                .iter()
                .any(|needed| crate_name(needed) == target.name)
                && let Some(library) = library(&filenames)
            {
                ours.push((target.name, library));
            }
        }
        for needed in NEEDED {
            if !ours.iter().any(|(name, _)| *name == crate_name(needed)) {
                bail!("cargo built {needed} but did not say where; is this an old cargo?");
            }
        }
        Ok(Libraries {
            ours,
            folders: folders.into_iter().collect(),
        })
    }
}

/// What a package is called in code.
fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

/// The library among the files of an artifact: the one whose name has a hash, for
/// the one without is replaced when Cargo next builds with other features.
fn library(filenames: &[PathBuf]) -> Option<PathBuf> {
    let with = |ending: &str| {
        let mut all = filenames.iter();
        all.find(|file| {
            file.extension()
                .is_some_and(|extension| extension == ending)
        })
    };
    let hashed = with("rmeta").map(|metadata| metadata.with_extension("rlib"));
    hashed
        .filter(|library| library.is_file())
        .or_else(|| with("rlib").cloned())
}

/// A tool of the toolchain: the one that started us, or the one on the path.
pub(super) fn tool(variable: &str, name: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}
