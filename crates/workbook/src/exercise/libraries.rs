//! The libraries that an answer is compiled against.
//!
//! Cargo builds them once and says where they are. From there on `rustc` is
//! called directly: it takes a second an answer, and no manifest, build script or
//! macro of a student's has a say.

use std::collections::BTreeSet;
use std::env::consts::DLL_EXTENSION;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use super::aside;

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

/// Where the compiled libraries are: in a folder of their own, which no Cargo writes to.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Libraries {
    /// The name and file of each of our own.
    pub(crate) ours: Vec<(String, PathBuf)>,
    /// The folder of them, and of those that they need.
    pub(crate) folder: PathBuf,
    /// Keeps the folder there.
    #[serde(skip)]
    #[expect(
        dead_code,
        reason = "it is held and not read: closing it gives the folder up"
    )]
    pub(crate) in_use: Option<Arc<File>>,
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
        let ended = cargo
            .stdin(Stdio::null())
            .output()
            .context("cannot start cargo; is it installed and on the path?")?;
        spinner.finish_and_clear();
        if !ended.status.success() {
            let said = String::from_utf8_lossy(&ended.stderr);
            bail!("the libraries cannot be built:\n\n{}", said.trim());
        }
        Built::from_messages(&String::from_utf8_lossy(&ended.stdout))?.set_aside(root)
    }
}

/// What Cargo has built, where Cargo keeps it.
#[derive(Debug, Default)]
struct Built {
    /// The name and file of each of our own.
    ours: Vec<(String, PathBuf)>,
    /// The files of all libraries: ours, and those that they need.
    files: BTreeSet<PathBuf>,
}

impl Built {
    fn from_messages(messages: &str) -> anyhow::Result<Built> {
        let mut built = Built::default();
        for line in messages.lines() {
            let message = serde_json::from_str(line).context("cargo said what is not JSON")?;
            let Message::CompilerArtifact { target, filenames } = message else {
                continue;
            };
            // What derives code is a library of the compiler's own.
            built.files.extend(ending(&filenames, DLL_EXTENSION));
            let Some(library) = library(&filenames) else {
                continue;
            };
            if NEEDED
                .iter()
                .any(|needed| crate_name(needed) == target.name)
            {
                built.ours.push((target.name, library.clone()));
            }
            built.files.insert(library);
        }
        for needed in NEEDED {
            if !built
                .ours
                .iter()
                .any(|(name, _)| *name == crate_name(needed))
            {
                bail!("cargo built {needed} but did not say where; is this an old cargo?");
            }
        }
        Ok(built)
    }

    /// Puts the libraries into a folder of their own.
    fn set_aside(self, root: &Path) -> anyhow::Result<Libraries> {
        let all = root.join("target/workbook/libraries");
        let (folder, in_use) = aside::set_aside(&self.files, &all)?;
        let there = |(name, file): (String, PathBuf)| {
            let file = file.file_name().unwrap_or_default();
            (name, folder.join(file))
        };
        Ok(Libraries {
            ours: self.ours.into_iter().map(there).collect(),
            folder: folder.clone(),
            in_use: Some(Arc::new(in_use)),
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
    let hashed = ending(filenames, "rmeta").map(|metadata| metadata.with_extension("rlib"));
    hashed
        .filter(|library| library.is_file())
        .or_else(|| ending(filenames, "rlib"))
}

/// The first of the files whose name ends so.
fn ending(filenames: &[PathBuf], ending: &str) -> Option<PathBuf> {
    let ends = |file: &&PathBuf| {
        file.extension()
            .is_some_and(|extension| extension == ending)
    };
    filenames.iter().find(ends).cloned()
}

/// A tool of the toolchain: the one that started us, or the one on the path.
pub(crate) fn tool(variable: &str, name: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}
